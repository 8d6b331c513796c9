import Docker from "dockerode";
import type { Context } from "../engine/context.ts";
import { prepare } from "../engine/environment.ts";
import { openReport, type Report } from "../engine/report.ts";
import { LabError } from "./failure.ts";
import { LabStack, type LabOutputs } from "./stack.ts";

/** What every command of the lab works with. */
export interface Session {
  /** What the engine runs with. */
  readonly env: Readonly<Record<string, string>>;
  readonly context: Context;
  readonly docker: Docker;
  readonly report: Report;
}

/** Gets the engine, its plugins and Docker, and says what it had to get. */
export async function openSession(report: Report = openReport()): Promise<Session> {
  const { env, context } = await prepare(report.step);
  // Whatever is started from here on, and Docker's client, finds the same engine and the same Docker.
  Object.assign(process.env, env);
  return { env, context, docker: new Docker(), report };
}

/** A session with a lab that is there, and what it exports. @throws {LabError} when the stack or its outputs are missing */
export async function openLab(name: string): Promise<Session & { readonly outputs: LabOutputs }> {
  const session = await openSession();
  const stack = await LabStack.openExisting(name, session.env);
  const outputs = await stack?.outputs();
  if (!outputs?.containers) {
    throw new LabError(`The lab ${name} is not up. \`npm run lab -- up ${name}\` brings it up.`);
  }
  return { ...session, outputs };
}
