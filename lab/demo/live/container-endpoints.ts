import type Docker from "dockerode";
import type { Action } from "../../../scenarios/telemetry.ts";
import { dockerExec } from "../../docker-exec.ts";
import type { LabOutputs } from "../../stack.ts";
import type { Undo } from "../undo.ts";
import { linuxAction } from "./linux-actions.ts";
import type { LiveEndpoint } from "./live.ts";
import { startSinkhole, type Sinkhole } from "./sinkhole.ts";

/**
 * The lab's first Linux agent in a container, to act on; undefined where there is none.
 *
 * @param undo stops the sinkhole and takes away what was dropped, at the end of each scenario
 */
export async function containerEndpoint(
  docker: Docker,
  stack: string,
  containers: LabOutputs["containers"],
  undo: Undo,
): Promise<LiveEndpoint | undefined> {
  const beside = containers["configurator"];
  for (const [system, container] of beside === undefined ? [] : Object.entries(containers)) {
    if (system.startsWith("agent-") && (await isLinuxAgent(docker, container))) {
      let sinkhole: Promise<Sinkhole> | undefined;
      return {
        name: system.slice("agent-".length),
        act: async (action) => {
          sinkhole ??= startSinkhole(docker, stack, beside!).then((started) => {
            undo.add("The sinkhole could not be stopped", async () => {
              sinkhole = undefined;
              await started.stop();
            });
            return started;
          });
          return actIn(docker, container, action, await sinkhole, undo);
        },
      };
    }
  }
  return undefined;
}

/** Does one action in a container. */
export async function actIn(
  docker: Docker,
  container: string,
  action: Action,
  { address }: Pick<Sinkhole, "address">,
  undo: Undo,
): Promise<{ readonly line: string; readonly text: string }> {
  const { command, line, text, cleanUp } = linuxAction(action, address);
  if (cleanUp) {
    undo.add(`${line}, and it could not be removed`, () => dockerExec(docker, container, cleanUp));
  }
  await dockerExec(docker, container, command);
  return { line, text };
}

/** Whether Wazuh's agent and the programs that actions use are in a container. */
async function isLinuxAgent(docker: Docker, container: string): Promise<boolean> {
  try {
    await dockerExec(docker, container, ["bash", "-c", "test -x /var/ossec/bin/wazuh-control"]);
    return true;
  } catch {
    return false;
  }
}
