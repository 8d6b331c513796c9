import { lockVariable, withDigest, type Lock } from "../../components/lock.ts";
import { buildAll } from "../../build/all.ts";
import type { Configuration } from "../../components/configuration.ts";
import { examineMachine } from "../doctor/machine.ts";
import { needsOf } from "../doctor/needs.ts";
import { LabError } from "../lab-error.ts";
import type { Session } from "../session.ts";
import { differences } from "./compare.ts";
import { currentFacts, type Facts } from "./facts.ts";
import { lockFileOf, readLock, shownLock } from "./file.ts";

/** What a lab would be made with now, with the images' contexts made. */
export async function factsOf(session: Session, stack: string, configuration: Configuration): Promise<Facts> {
  const { context, docker, report, address, tools } = session;
  await buildAll(context, report.step);
  const { architecture } = await examineMachine(address);
  return await currentFacts(stack, configuration, { docker, architecture, tools });
}

/** How an image that is taken by its tag becomes the locked one again. */
function pullHint({ byTag }: Lock, now: Facts): string {
  const moved = Object.entries(byTag).filter(([reference, digest]) => now.byTag[reference] !== digest);
  return moved
    .map(([reference, digest]) => {
      const locked = withDigest(reference, digest);
      return `\nThe image that ${reference} was: docker pull ${locked} && docker tag ${locked} ${reference}`;
    })
    .join("");
}

/**
 * Holds a session to a stack's lock: what is brought up in it runs the images that the lock names.
 *
 * @throws {LabError} with everything by which it would be another lab
 */
export async function freeze(session: Session, stack: string, configuration: Configuration): Promise<Lock> {
  const lock = await readLock(stack);
  const now = await factsOf(session, stack, configuration);
  const found = differences(lock, now, needsOf(stack, configuration).images);
  if (found.length > 0) {
    throw new LabError(
      `This would be another lab than the one of ${shownLock(stack)}:\n${found.map((one) => `  ${one}`).join("\n")}\n` +
        `Take the project, the tools and the configuration that it was locked with, or lock it anew: \`npm run lab -- lock ${stack}\`.` +
        pullHint(lock, now),
      { details: { differences: found } },
    );
  }
  Object.assign(process.env, { [lockVariable]: lockFileOf(stack) });
  return lock;
}
