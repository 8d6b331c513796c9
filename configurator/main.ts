import { readFileSync } from "node:fs";
import { runCommand } from "./commands.ts";
import { keep, type System } from "./converge.ts";
import type { DesiredState } from "./desired.ts";
import { fluentBit } from "./fluent-bit.ts";
import { graylog } from "./graylog/graylog.ts";
import { tickets } from "./graylog/tickets.ts";
import { misp } from "./misp/misp.ts";
import { sharedMisp } from "./misp/shared-misp.ts";
import { StatusFile } from "./status.ts";
import { agents } from "./wazuh/agents.ts";
import { wazuhDashboard } from "./wazuh/dashboard.ts";
import { wazuhIndexer } from "./wazuh/indexer.ts";

/** Where the program puts the desired state, and where the status is read from. */
const desiredPath = process.env["LAB_DESIRED_STATE"] ?? "/etc/lab/desired-state.json";
const statusPath = process.env["LAB_STATUS"] ?? "/var/lib/lab-status.json";

const desired = JSON.parse(readFileSync(desiredPath, "utf8")) as DesiredState;
const command = process.argv.slice(2);
if (command.length > 0) {
  await runCommand(command, desired);
  process.exit(0);
}
const systems: System[] = [
  ...(desired.misp ? [misp(desired.misp)] : []),
  ...(desired.sharedMisp ? [sharedMisp(desired.sharedMisp)] : []),
  ...(desired.graylog ? [graylog(desired.graylog)] : []),
  ...(desired.tickets ? [tickets(desired.tickets)] : []),
  ...(desired.wazuhIndexer ? [wazuhIndexer(desired.wazuhIndexer)] : []),
  ...(desired.wazuhDashboard ? [wazuhDashboard(desired.wazuhDashboard)] : []),
  ...(desired.fluentBit ? [fluentBit(desired.fluentBit)] : []),
  ...(desired.agents ? agents(desired.agents) : []),
];

const stopping = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => stopping.abort());
}
const status = new StatusFile(statusPath);
await Promise.all(systems.map((system) => keep(system, status, stopping.signal)));
process.exit(0);
