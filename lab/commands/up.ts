import { bringUp } from "../bring-up.ts";
import { urlLines } from "../output.ts";
import { preflight } from "../preflight.ts";
import { openLabReport } from "../report.ts";
import type { SelectionOptions } from "../selection.ts";
import { openSession } from "../session.ts";
import { readStackFile } from "../stack-file.ts";

export interface UpOptions extends SelectionOptions {
  readonly force?: true;
  readonly json?: true;
}

/** `lab up`: brings a lab up, and ends with where it is. */
export async function up(name: string, { force, json, ...part }: UpOptions): Promise<void> {
  await readStackFile(name);
  const session = await openSession(openLabReport(), name);
  await preflight(name, session, force);
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
