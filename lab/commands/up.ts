import { bringUp } from "../bring-up.ts";
import { configurationOf } from "../lab-configuration.ts";
import { urlLines } from "../output.ts";
import { preflight } from "../preflight.ts";
import { openLabReport } from "../report.ts";
import type { SelectionOptions } from "../selection.ts";
import { openSession } from "../session.ts";
import { readStackFile } from "../stack-file.ts";

export interface UpOptions extends SelectionOptions {
  readonly force?: true;
  /** Make the lab of its lock, and no other. */
  readonly frozen?: true;
  readonly json?: true;
}

/** `lab up`: brings a lab up, and ends with where it is. */
export async function up(name: string, { force, frozen, json, ...part }: UpOptions): Promise<void> {
  const file = await readStackFile(name);
  const session = await openSession(openLabReport(), name);
  await preflight(name, session, force);
  if (frozen) {
    const { freeze } = await import("../lock/frozen.ts");
    await freeze(session, name, await configurationOf(file));
  }
  const { stack, changes } = await bringUp(session, name, part);
  const outputs = await stack.outputs();
  if (json) {
    const { profile, urls, users, ports, containers, secretsHint } = outputs;
    console.log(
      JSON.stringify({ stack: name, profile, changes, urls, users, ports, containers, secretsHint }),
    );
  } else {
    console.log(urlLines(outputs).join("\n"));
  }
}
