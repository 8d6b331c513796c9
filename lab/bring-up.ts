import { buildAll } from "../build/all.ts";
import { LabError } from "./failure.ts";
import type { Session } from "./session.ts";
import { LabStack } from "./stack.ts";
import { UpdateProgress } from "./update-progress.ts";

/** Brings a stack's lab up and tells what it does. @throws {LabError} with the errors of the engine and the plugins */
export async function bringUp({ env, context, docker, report }: Session, name: string): Promise<LabStack> {
  await buildAll(context, report.step);
  const stack = await LabStack.open(name, env, report.notice);
  const progress = new UpdateProgress(report.step);
  try {
    await stack.up(docker, { onEvent: progress.handle, onNotice: report.notice });
  } catch (error) {
    if (progress.errors.length === 0) {
      throw error;
    }
    throw new LabError(
      `The lab ${name} is not up:\n${progress.errors.join("\n")}\n` +
        "Nothing is lost: the same command goes on from here, and `npm run lab -- down` takes away what there is.",
      { cause: error },
    );
  }
  return stack;
}
