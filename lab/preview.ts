import { buildAll } from "../build/all.ts";
import type { SelectionOptions } from "./selection.ts";
import type { Session } from "./session.ts";
import { LabStack } from "./stack.ts";
import { describeStep, isReadiness } from "./update-progress.ts";

/** What an update would do, without doing it: one line a resource that a user knows, such as `create container misp`. */
export async function previewLab(
  { env, context, report }: Session,
  name: string,
  part: SelectionOptions = {},
): Promise<string[]> {
  await buildAll(context, report.step);
  const existing = await LabStack.openExisting(name, env, report.notice);
  const stack = existing ?? (await LabStack.open(name, env, report.notice));
  const steps: string[] = [];
  try {
    await stack.preview((event) => {
      const metadata = event.resourcePreEvent?.metadata;
      // What is made anew is told once, and the proof that all is ready is no thing of the lab's.
      if (!metadata || metadata.op === "delete-replaced" || isReadiness(metadata.urn)) {
        return;
      }
      const step = describeStep(metadata);
      if (step !== undefined) {
        steps.push(step);
      }
    }, part);
  } finally {
    // A stack that was made for the question goes again.
    if (!existing) {
      await LabStack.forget(name, env);
    }
  }
  return steps;
}
