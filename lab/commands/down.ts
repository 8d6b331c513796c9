import { LabError } from "../failure.ts";
import { openSession } from "../session.ts";
import { LabStack } from "../stack.ts";
import { UpdateProgress } from "../update-progress.ts";

/** `lab down`: takes a lab down, with everything in Docker that carries its label, and removes its stack. */
export async function down(name: string): Promise<void> {
  const { env, docker, report } = await openSession();
  const stack = await LabStack.openExisting(name, env, report.notice);
  if (!stack) {
    throw new LabError(
      `There is no stack "${name}". \`npm run pulumi -- stack ls\` lists those that there are.`,
    );
  }
  const progress = new UpdateProgress(report.step);
  await stack.down(docker, { onEvent: progress.handle, onNotice: report.notice });
  console.log(`The lab ${name} is gone: its containers, networks, volumes, images and its stack.`);
}
