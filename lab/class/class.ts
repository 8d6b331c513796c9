import { rm } from "node:fs/promises";
import { buildAll } from "../../build/all.ts";
import { failure } from "../failure.ts";
import type { Session } from "../session.ts";
import { handoutFolder } from "./handout.ts";
import type { RegisterKeeper } from "./keeper.ts";
import { forEach } from "./pool.ts";
import type { ClassProgress } from "./progress.ts";
import { removeRegister } from "./register.ts";
import { commonSettings, labSettings } from "./settings.ts";
import { removeLab, updateLab } from "./update.ts";

/** What became of one lab. */
export interface LabResult {
  readonly id: string;
  readonly stack: string;
  readonly state: "up" | "gone" | "failed" | "not begun";
  readonly milliseconds: number;
  /** Why it failed. */
  readonly failure?: string;
}

export interface ClassWork {
  readonly session: Session;
  readonly keeper: RegisterKeeper;
  readonly progress: ClassProgress;
  /** Labs that are worked on at a time. */
  readonly parallel: number;
  /** When it is aborted, no further lab is begun. */
  readonly signal: AbortSignal;
}

/**
 * Brings the class's own stack up, and then the labs that are named. One that fails does not stop the others; what failed is
 * in the register, and the same again goes on from there.
 *
 * @throws the error of the class's own stack, without which no lab can be
 */
export async function bringUpLabs(work: ClassWork, ids: readonly string[]): Promise<LabResult[]> {
  const { session, keeper, progress, parallel, signal } = work;
  const { common } = keeper.register;
  progress.expect([common.id, ...ids]);
  await buildAll(session.context, ({ detail }) => progress.say(common.id, detail ?? "building"));
  const shared = await bringUpOne(work, common.id);
  if (shared.state !== "up") {
    return [shared, ...ids.map((id) => notBegun(work, id))];
  }
  const results = new Map<string, LabResult>();
  await forEach(
    ids,
    parallel,
    async (id) => {
      results.set(id, await bringUpOne(work, id));
    },
    signal,
  );
  return [shared, ...ids.map((id) => results.get(id) ?? notBegun(work, id))];
}

async function bringUpOne(work: ClassWork, id: string): Promise<LabResult> {
  const { session, keeper } = work;
  const { register } = keeper;
  const lab = keeper.lab(id);
  const settings = id === register.common.id ? commonSettings(register) : labSettings(register, lab);
  return await tell(work, id, "up", async (say) => {
    // Its time runs from here on, so that a lab whose first update is killed is reaped, too.
    await keeper.change(id, { created: lab.created ?? new Date().toISOString() });
    const { containers, urls } = await updateLab(session, lab.stack, settings, say);
    await keeper.change(id, { containers, urls });
    return "is up";
  });
}

/** Takes labs down, and forgets those that are gone. */
export async function takeDownLabs(work: ClassWork, ids: readonly string[]): Promise<LabResult[]> {
  const { keeper, parallel, signal, progress } = work;
  progress.expect(ids);
  const results = new Map<string, LabResult>();
  await forEach(
    ids,
    parallel,
    async (id) => {
      const result = await takeDownOne(work, id);
      results.set(id, result);
      if (result.state === "gone") {
        await keeper.remove(id);
      }
    },
    signal,
  );
  return ids.map((id) => results.get(id) ?? notBegun(work, id));
}

/** Takes the class's own stack down, and forgets the class; there must be no lab of it left. */
export async function takeDownCommon(work: ClassWork): Promise<LabResult> {
  const { register } = work.keeper;
  work.progress.expect([register.common.id]);
  const result = await takeDownOne(work, register.common.id);
  if (result.state === "gone") {
    await rm(handoutFolder(register.class), { recursive: true, force: true });
    removeRegister(register.class);
  }
  return result;
}

async function takeDownOne(work: ClassWork, id: string): Promise<LabResult> {
  return await tell(work, id, "gone", async (say) => {
    await removeLab(work.session, work.keeper.lab(id).stack, say);
    return "is gone";
  });
}

/** Does something to one lab, tells of it, and keeps why it failed. */
async function tell(
  { keeper, progress }: ClassWork,
  id: string,
  done: "up" | "gone",
  work: (say: (what: string) => void) => Promise<string>,
): Promise<LabResult> {
  const { stack } = keeper.lab(id);
  progress.begin(id);
  try {
    const said = await work((what) => progress.say(id, what));
    await keeper.forgetFailure(id);
    return { id, stack, state: done, milliseconds: progress.end(id, "done", said) };
  } catch (error) {
    const reason = failure(error);
    await keeper.change(id, { failure: reason });
    return { id, stack, state: "failed", milliseconds: progress.end(id, "failed", reason), failure: reason };
  }
}

const notBegun = ({ keeper }: ClassWork, id: string): LabResult => ({
  id,
  stack: keeper.lab(id).stack,
  state: "not begun",
  milliseconds: 0,
});
