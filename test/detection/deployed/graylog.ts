import type { DesiredGraylog } from "../../../configurator/desired.ts";
import { graylogClient } from "../../../configurator/graylog/client.ts";
import { graylog } from "../../../configurator/graylog/graylog.ts";
import type { HttpClient } from "../../../configurator/http-client.ts";
import { settingsFrom } from "../../../rehearsal/graylog/settings.ts";
import { onFreePorts } from "../../configurator/graylog-lab.ts";
import {
  graylog as startGraylog,
  passTime,
  type Found,
  type Graylog,
} from "../../rehearsal/graylog/support.ts";
import { temporaryFolder } from "../../rehearsal/support/folder.ts";
import { until } from "../../rehearsal/support/until.ts";
import type { Addresses } from "./addresses.ts";
import { deployed } from "./deployed.ts";
import type { Ending } from "./ending.ts";

/** Graylog's stand-in, whose clock stands still but for {@link pass}. */
export interface DeployedGraylog {
  readonly server: Graylog;
  /** Lets time pass in steps of a second, with the event definitions running. */
  readonly pass: (seconds: number) => void;
}

/** Starts Graylog's stand-in with its container's environment. */
export async function runGraylog(t: Ending): Promise<DeployedGraylog> {
  const clock = { now: Date.now() };
  const server = await startGraylog(
    t,
    {
      ...settingsFrom(deployed.environment("graylog")),
      address: "127.0.0.1",
      port: 0,
      data: temporaryFolder(t),
      flushInterval: 20,
      schedulerInterval: 3_600_000,
      schedulerRetry: 1_000,
    },
    () => clock.now,
  );
  return {
    server,
    pass: (seconds) => passTime(server, clock, seconds),
  };
}

/**
 * Brings Graylog to its state as the configurator does, with its inputs on ports that are free; whoever sends finds each
 * under the port that the lab gives it, if other containers reach it.
 */
export async function convergeGraylog(
  desired: DesiredGraylog,
  { inputs }: Graylog["graylog"],
  addresses: Addresses,
): Promise<void> {
  const content = desired.content!;
  const configurations = content.inputs.map(
    (input) => input["configuration"] as { readonly bind_address: string; readonly port: number },
  );
  await graylog({ ...desired, content: onFreePorts(content) }).converge();
  const made = await graylogClient(desired).get<{ inputs: { id: string; title: string }[] }>(
    "/system/inputs",
  );
  content.inputs.forEach(({ title }, index) => {
    const { bind_address, port } = configurations[index]!;
    const { id } = made.inputs.find((input) => input.title === title)!;
    if (bind_address === "0.0.0.0") {
      addresses.listen(`graylog:${port}`, `127.0.0.1:${inputs.port(id)!}`);
    }
  });
}

/** Waits until a search finds as many messages, whenever they came. */
export const findMessages = (graylog: HttpClient, query: string, count: number): Promise<Found[]> =>
  until(`${count} messages for ${query} in Graylog`, async () => {
    const parameters = new URLSearchParams({ query, range: "0", limit: "10000" });
    const { messages } = await graylog.get<{ messages: { message: Found }[] }>(
      `/search/universal/relative?${parameters.toString()}`,
    );
    return messages.length === count && messages.map(({ message }) => message);
  });
