import { needsOf } from "../doctor/needs.ts";
import { configurationOf } from "../lab-configuration.ts";
import { imageDigests } from "../lock/facts.ts";
import { shownLock, writeLock } from "../lock/file.ts";
import { factsOf } from "../lock/frozen.ts";
import { openLabReport } from "../report.ts";
import { openSession } from "../session.ts";
import { readStackFile } from "../stack-file.ts";

/** `lab lock`: writes down what a lab is made of and with, so that it can be made again. */
export async function lock(stack: string, { json }: { json?: true }): Promise<void> {
  const configuration = await configurationOf(await readStackFile(stack));
  const session = await openSession(openLabReport(), stack);
  const facts = await factsOf(session, stack, configuration);
  const images = await imageDigests(session.docker, needsOf(stack, configuration).images);
  const written = { version: 1 as const, ...facts, made: new Date().toISOString(), images };
  await writeLock(written);
  const { tools, built, byTag } = facts;
  const count = Object.keys(images).length + Object.keys(byTag).length;
  console.log(
    json
      ? JSON.stringify(written)
      : `${shownLock(stack)}: ${count} images by their digests, ${Object.keys(built).length} of the lab's ` +
          `own by their content, and the releases of ${Object.keys(tools).join(", ")}.\n` +
          `Keep it with the stack's file; \`npm run lab -- up ${stack} --frozen\` makes this lab and no other.`,
  );
}
