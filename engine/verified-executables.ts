import { readFile, stat } from "node:fs/promises";
import { writeFileAtomic } from "./atomic.ts";

interface Entry {
  readonly fingerprint: string;
  readonly answer: string;
}

/**
 * What executables have answered, kept from run to run, so that an executable is asked only once. One that was
 * replaced or changed since (another inode, size or time) is asked again.
 */
export class VerifiedExecutables {
  readonly #file: string;
  readonly #entries: Map<string, Entry>;
  #changed = false;

  private constructor(file: string, entries: Map<string, Entry>) {
    this.#file = file;
    this.#entries = entries;
  }

  /** Reads the record; one that is missing or damaged is an empty one. */
  static async load(file: string): Promise<VerifiedExecutables> {
    const entries = await readFile(file, "utf8")
      .then((text) => Object.entries(JSON.parse(text) as Record<string, Entry>))
      .catch(() => []);
    return new VerifiedExecutables(file, new Map(entries));
  }

  /** The answer of the executable at a path, asked with `ask` when it is not known. Errors of `ask` are not kept. */
  async answerOf(path: string, ask: () => Promise<string>): Promise<string> {
    const fingerprint = await fingerprintOf(path);
    const known = this.#entries.get(path);
    if (known?.fingerprint === fingerprint) {
      return known.answer;
    }
    const answer = await ask();
    this.#entries.set(path, { fingerprint, answer });
    this.#changed = true;
    return answer;
  }

  /** Writes the record, if there is something new in it. */
  async save(): Promise<void> {
    if (this.#changed) {
      this.#changed = false;
      await writeFileAtomic(this.#file, JSON.stringify(Object.fromEntries(this.#entries), undefined, 2));
    }
  }
}

async function fingerprintOf(path: string): Promise<string> {
  const { ino, size, mtimeMs } = await stat(path);
  return `${ino} ${size} ${mtimeMs}`;
}
