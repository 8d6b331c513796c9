import { writeRegister, type ClassLab, type ClassRegister } from "./register.ts";

/** A class's register while it is worked on by several at once: every change is kept at once, one after the other. */
export class RegisterKeeper {
  #register: ClassRegister;
  #written: Promise<void> = Promise.resolve();

  constructor(register: ClassRegister) {
    this.#register = register;
  }

  get register(): ClassRegister {
    return this.#register;
  }

  /** A lab as it is known now. */
  lab(id: string): ClassLab {
    const { common, labs } = this.#register;
    const found = id === common.id ? common : labs.find((lab) => lab.id === id);
    if (!found) {
      throw new Error(`the class has no lab ${id}`);
    }
    return found;
  }

  async change(id: string, change: Partial<ClassLab>): Promise<void> {
    const changed = (lab: ClassLab): ClassLab => (lab.id === id ? { ...lab, ...change } : lab);
    const { common, labs, ...rest } = this.#register;
    await this.set({ ...rest, common: changed(common), labs: labs.map(changed) });
  }

  /** Forgets why the last update failed: it went well. */
  async forgetFailure(id: string): Promise<void> {
    const lab = { ...this.lab(id) };
    delete lab.failure;
    const { common, labs, ...rest } = this.#register;
    const changed = (known: ClassLab): ClassLab => (known.id === id ? lab : known);
    await this.set({ ...rest, common: changed(common), labs: labs.map(changed) });
  }

  async remove(id: string): Promise<void> {
    await this.set({ ...this.#register, labs: this.#register.labs.filter((lab) => lab.id !== id) });
  }

  async set(register: ClassRegister): Promise<void> {
    this.#register = register;
    this.#written = this.#written.then(() => writeRegister(this.#register));
    await this.#written;
  }
}
