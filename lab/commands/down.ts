import { removeLeftovers } from "../leftovers.ts";
import { LabError } from "../lab-error.ts";
import { openLabReport } from "../report.ts";
import { openSession, type Session } from "../session.ts";
import { LabStack } from "../stack.ts";
import { UpdateProgress } from "../update-progress.ts";

export interface DownOptions {
  readonly forget?: true;
  readonly json?: true;
}

/** `lab down`: takes a lab down, with everything in Docker that carries its label, and removes its stack. */
export async function down(name: string, { forget, json }: DownOptions): Promise<void> {
  const session = await openSession(openLabReport(), name);
  await (forget ? forgetLab(session, name) : takeDown(session, name));
  console.log(
    json
      ? JSON.stringify({ stack: name, down: true })
      : `The lab ${name} is gone: its containers, networks, volumes, images and its stack.`,
  );
}

async function takeDown({ env, docker, report }: Session, name: string): Promise<void> {
  const stack = await LabStack.openExisting(name, env, report.notice);
  if (!stack) {
    // What was made by an update whose state is lost is still found by its label.
    const left = await removeLeftovers(docker, name, new Set());
    if (left.length > 0) {
      report.notice(`There was no stack ${name}, but this was left of it: ${left.join(", ")}.`);
      return;
    }
    throw new LabError(
      `There is no lab ${name}: no stack, and nothing in Docker. \`npm run pulumi -- stack ls\` lists the stacks that there are.`,
    );
  }
  const progress = new UpdateProgress(report.step);
  try {
    await stack.down(docker, { onEvent: progress.handle, onNotice: report.notice });
    progress.finish(false);
  } catch (error) {
    progress.finish(true);
    throw error;
  }
}

/** Takes away what a lab has in Docker, and its stack's state without a look into it: for a passphrase that is lost. */
async function forgetLab({ env, docker, report }: Session, name: string): Promise<void> {
  const removed = await removeLeftovers(docker, name, new Set());
  const forgotten = await LabStack.forget(name, env);
  if (removed.length === 0 && !forgotten) {
    throw new LabError(`There is no lab ${name}: no stack, and nothing in Docker.`);
  }
  report.notice(
    "Agents on hosts outside of Docker were not looked at: those that are still installed there want to be removed by hand.",
  );
}
