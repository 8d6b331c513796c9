import type Docker from "dockerode";
import type { Context } from "../engine/context.ts";
import { connectDocker } from "../engine/docker.ts";
import type { DockerAddress } from "../engine/docker-host.ts";
import { prepare, prepareEngine, type EngineEnvironment } from "../engine/environment.ts";
import type { Report } from "../engine/report.ts";
import { dockerSettings } from "./docker-of.ts";
import { openLabReport } from "./report.ts";
import { refuseAbsent } from "./expected.ts";
import { LabStack, type LabOutputs } from "./stack.ts";

/** What every command of the lab works with. */
export interface Session {
  /** What the engine runs with. */
  readonly env: Readonly<Record<string, string>>;
  readonly context: Context;
  readonly docker: Docker;
  /** Where that Docker Engine is. */
  readonly address: DockerAddress;
  readonly report: Report;
  /** Release of each tool that a lab is made with. */
  readonly tools: Readonly<Record<string, string>>;
}

/**
 * Gets the engine, its plugins and Docker, and says what it had to get.
 *
 * @param stack whose file may name another Docker host than this user's
 */
export async function openSession(report: Report = openLabReport(), stack?: string): Promise<Session> {
  const given = { ...process.env, ...(stack === undefined ? {} : await dockerSettings(stack)) };
  const { env, context, docker, engine, plugins } = await prepare(report.step, given);
  // Whatever is started from here on finds the same engine and the same Docker.
  Object.assign(process.env, env);
  const tools = {
    node: process.versions.node,
    pulumi: engine.cli.version,
    ...Object.fromEntries(plugins.map(({ name, version }) => [`plugin ${name}`, version])),
  };
  return { env, context, docker: await connectDocker(docker), address: docker, report, tools };
}

/** The engine and its plugins alone, for what needs no Docker. */
export async function openEngine(report: Report = openLabReport()): Promise<EngineEnvironment> {
  const engine = await prepareEngine(report.step);
  Object.assign(process.env, engine.env);
  return engine;
}

/** A session with a lab that is there, and what it exports. @throws {LabError} when the stack or its outputs are missing */
export async function openLab(name: string): Promise<Session & { readonly outputs: LabOutputs }> {
  const session = await openSession(openLabReport(), name);
  const outputs = await LabStack.outputsOf(name, session.env);
  if (!outputs?.containers) {
    return await refuseAbsent(session.docker, name);
  }
  return { ...session, outputs: outputs as LabOutputs };
}
