import type Docker from "dockerode";
import type { Configuration } from "../../../components/configuration.ts";
import { configurationOf } from "../../lab-configuration.ts";
import { hasStackFile, readStackFile } from "../../stack-file.ts";
import type { LabOutputs } from "../../stack.ts";
import type { Undo } from "../undo.ts";
import { containerEndpoint } from "./container-endpoints.ts";
import { liveEndpoints, type LiveEndpoints } from "./live.ts";
import { windowsEndpoint } from "./windows-endpoint.ts";

/** The lab's endpoints that can be acted on: its first Linux agent in a container, its first Windows host over SSH. */
export async function findEndpoints(
  docker: Docker,
  stack: string,
  { profile, containers }: Pick<LabOutputs, "profile" | "containers">,
  undo: Undo,
): Promise<LiveEndpoints | undefined> {
  if (profile === "rehearsal") {
    return undefined;
  }
  const windows = (await agentsOf(stack)).find((agent) => agent.os === "windows" && agent.kind === "remote");
  return liveEndpoints({
    linux: await containerEndpoint(docker, stack, containers, undo),
    windows: windows?.kind === "remote" ? windowsEndpoint(windows, undo) : undefined,
  });
}

async function agentsOf(stack: string): Promise<Configuration["agents"]> {
  return (await hasStackFile(stack)) ? (await configurationOf(await readStackFile(stack))).agents : [];
}
