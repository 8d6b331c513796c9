import { bringUp } from "../bring-up.ts";
import { findingLines } from "../doctor/print.ts";
import { configurationOf } from "../lab-configuration.ts";
import { heading, urlLines } from "../output.ts";
import { compareNeeds, preflight } from "../preflight.ts";
import { previewLab } from "../preview.ts";
import { openLabReport } from "../report.ts";
import type { SelectionOptions } from "../selection.ts";
import { openSession, type Session } from "../session.ts";
import { readStackFile } from "../stack-file.ts";

export interface UpOptions extends SelectionOptions {
  readonly force?: true;
  /** Make the lab of its lock, and no other. */
  readonly frozen?: true;
  /** Tell what would be done, and do nothing. */
  readonly preview?: true;
  readonly json?: true;
}

/** `lab up`: brings a lab up, and ends with where it is. */
export async function up(name: string, { force, frozen, preview, json, ...part }: UpOptions): Promise<void> {
  const file = await readStackFile(name);
  const session = await openSession(openLabReport(), name);
  if (!preview) {
    await preflight(name, session, force);
  }
  if (frozen) {
    const { freeze } = await import("../lock/frozen.ts");
    await freeze(session, name, await configurationOf(file));
  }
  if (preview) {
    await tellPreview(session, name, part, json);
    return;
  }
  const { outputs, changes } = await bringUp(session, name, part);
  if (json) {
    const { profile, urls, users, ports, containers, secretsHint } = outputs;
    console.log(
      JSON.stringify({ stack: name, profile, changes, urls, users, ports, containers, secretsHint }),
    );
  } else {
    console.log(urlLines(outputs).join("\n"));
  }
}

/** What the lab needs and what would be done. Exit code 1 when it would be refused. */
async function tellPreview(
  session: Session,
  name: string,
  part: SelectionOptions,
  json: true | undefined,
): Promise<void> {
  const findings = await compareNeeds(name, session);
  const steps = await previewLab(session, name, part);
  console.log(
    json
      ? JSON.stringify({ stack: name, findings, steps })
      : [
          heading("What it needs"),
          ...findings.flatMap(findingLines),
          heading("What it would do"),
          ...(steps.length > 0 ? steps : ["nothing: the lab is as its file says"]).map((step) => `  ${step}`),
        ].join("\n"),
  );
  process.exitCode = findings.some(({ state }) => state === "problem") ? 1 : 0;
}
