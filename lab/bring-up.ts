import { buildAll } from "../build/all.ts";
import { LabError } from "./lab-error.ts";
import type { SelectionOptions } from "./selection.ts";
import type { Session } from "./session.ts";
import { LabStack, type LabOutputs } from "./stack.ts";
import { UpdateProgress, type Changes } from "./update-progress.ts";

/** A lab that is up, and what it took. */
export interface BroughtUp {
  /** What it exports. */
  readonly outputs: LabOutputs;
  readonly changes: Changes;
}

/**
 * Brings a stack's lab up and tells what it does.
 *
 * @param part what of it is updated or made anew. @default - all of it is updated
 * @throws {LabError} with the errors of the engine and the plugins
 */
export async function bringUp(
  { env, context, docker, report }: Session,
  name: string,
  part: SelectionOptions = {},
): Promise<BroughtUp> {
  await buildAll(context, report.step);
  const stack = await LabStack.open(name, env, report.notice);
  const progress = new UpdateProgress(report.step);
  try {
    const outputs = await stack.up(docker, { onEvent: progress.handle, onNotice: report.notice }, part);
    progress.finish(false);
    return { outputs, changes: progress.changes };
  } catch (error) {
    progress.finish(true);
    if (progress.errors.length === 0) {
      throw error;
    }
    throw new LabError(
      `The lab ${name} is not up:\n${progress.errors.join("\n")}\n` +
        `Nothing is lost: the same command goes on from here, and \`npm run lab -- down ${name}\` takes away what there is.`,
      { cause: error },
    );
  }
}
