import { LabError } from "../lab-error.ts";
import { removeLeftovers } from "../leftovers.ts";
import type { Session } from "../session.ts";
import { LabStack, type LabOutputs } from "../stack.ts";
import { backendFolder, forgetEarlierStates } from "../state-file.ts";
import { UpdateProgress } from "../update-progress.ts";
import type { StackSettings } from "./settings.ts";
import { prepareWorkFolder, removeWorkFolder } from "./work-folder.ts";

/** Tells what a lab's update is doing, in a few words. */
export type Say = (what: string) => void;

type Tools = Pick<Session, "env" | "docker">;

/** Brings one lab of a class up, in its own folder. @throws {LabError} with the engine's and the plugins' errors */
export async function updateLab(
  { env, docker }: Tools,
  stack: string,
  settings: StackSettings,
  say: Say,
): Promise<LabOutputs> {
  await prepareWorkFolder(stack, settings);
  return await withErrors(say, async (onEvent) => {
    const lab = await LabStack.open(stack, frugal(env), say);
    return await lab.up(docker, { onEvent, onNotice: say });
  });
}

/** Takes one lab of a class down, with its stack and its folder. @throws {LabError} as above */
export async function removeLab({ env, docker }: Tools, stack: string, say: Say): Promise<void> {
  await withErrors(say, async (onEvent) => {
    const lab = await LabStack.openExisting(stack, frugal(env), say);
    // Without a stack there may still be what an update made that was killed: its label tells.
    await (lab ? lab.down(docker, { onEvent, onNotice: say }) : removeLeftovers(docker, stack, new Set()));
  });
  const backend = backendFolder({ ...process.env, ...env });
  if (backend !== undefined) {
    await forgetEarlierStates(backend, stack);
  }
  await removeWorkFolder(stack);
}

/**
 * The engine's environment for one of several updates at a time. Left to themselves the collectors of Node and Go let memory
 * fill up as if each process had the machine to itself; what the user has set for them counts more.
 */
function frugal(env: Tools["env"]): Tools["env"] {
  const { GOGC = "50" } = process.env;
  const options = `--max-semi-space-size=2 --max-old-space-size=512 ${env["NODE_OPTIONS"] ?? ""}`;
  return { ...env, NODE_OPTIONS: options, GOGC };
}

async function withErrors<T>(say: Say, work: (onEvent: UpdateProgress["handle"]) => Promise<T>): Promise<T> {
  const progress = new UpdateProgress(({ step, state, detail }) => {
    if (state === "started") {
      say(detail === undefined ? step : `${step}: ${detail}`);
    }
  });
  try {
    return await work(progress.handle);
  } catch (error) {
    throw progress.errors.length > 0
      ? new LabError(progress.errors.filter((text) => text !== "update failed").join("\n"), { cause: error })
      : error;
  } finally {
    progress.finish(true);
  }
}
