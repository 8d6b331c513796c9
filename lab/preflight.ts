import { examineMachine } from "./doctor/machine.ts";
import { checkNeeds } from "./doctor/examine.ts";
import type { Finding } from "./doctor/finding.ts";
import { needsOf } from "./doctor/needs.ts";
import { findingLines } from "./doctor/print.ts";
import { configurationOf } from "./lab-configuration.ts";
import { LabError } from "./lab-error.ts";
import type { Session } from "./session.ts";
import { readStackFile } from "./stack-file.ts";

/** What the Docker host has of what a lab needs. */
export async function compareNeeds(stack: string, { address }: Session): Promise<Finding[]> {
  const configuration = await configurationOf(await readStackFile(stack));
  return await checkNeeds(await examineMachine(address), needsOf(stack, configuration));
}

/**
 * Looks, before anything is made, whether the Docker host has what a lab needs.
 *
 * @param force goes on in spite of problems, which are told
 * @throws {LabError} with everything that is missing and how to mend it
 */
export async function preflight(stack: string, session: Session, force = false): Promise<void> {
  const findings = await compareNeeds(stack, session);
  const problems = findings.filter(({ state }) => state === "problem");
  if (problems.length > 0 && !force) {
    throw new LabError(
      `The lab ${stack} was not begun, because this is missing:\n${text(problems)}\n` +
        "`npm run lab -- up --force` begins all the same; `npm run lab -- doctor` looks at more than this.",
      { details: { findings: problems } },
    );
  }
  for (const finding of findings.filter(({ state }) => state !== "ok")) {
    session.report.notice(text([finding]).trim());
  }
}

const text = (findings: readonly Finding[]): string => findings.flatMap(findingLines).join("\n");
