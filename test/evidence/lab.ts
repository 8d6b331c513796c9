import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ExecutionContext } from "ava";
import type { HttpClient } from "../../configurator/http-client.ts";

export const marker = "{7f6b0b3e}";
export const alertId = "1795506876.19470";
const win = { eventdata: { processGuid: marker, queryName: "iabg.de" } };
const timestamp = "2026-11-24T07:54:36.879+0000";
const agent = { id: "001", name: "win10" };
export const observed = { timestamp, agent, data: { win }, location: "EventChannel" };
export const alerted = {
  ...observed,
  id: alertId,
  rule: { id: "100722", level: 3, description: "Sysmon event 22" },
};
export const call = {
  integration: "custom-misp",
  integrated: "2026-11-24T07:54:37.500Z",
  alert_id: alertId,
  indicators: ["domain:iabg.de"],
  origin: "misp",
  requests: 1,
  matched: 1,
  returned: { time: "2026-11-24T07:54:37.560Z", bytes: 1234 },
  outcome: "returned",
  milliseconds: { answered: 58 },
  agent_id: "001",
};
export const raised = {
  ...observed,
  timestamp: "2026-11-24T07:54:38.001+0000",
  id: "1795506878.20000",
  rule: {
    id: "100637",
    level: 14,
    description: "MISP: the domain iabg.de",
    groups: ["misp", "misp_match", "misp_alert", "threat_intel", "misp_domain"],
  },
  data: { integration: "misp", misp: { value: "iabg.de", source: { alert_id: alertId } } },
};
export const message = {
  timestamp: "2026-11-24T07:54:39.000Z",
  gl2_receive_timestamp: "2026-11-24 07:54:39.000",
  gl2_processing_timestamp: "2026-11-24 07:54:39.040",
  gl2_message_id: "01M8",
  wazuh_data_misp_indicator_value: "iabg.de",
};
export const ticket = {
  id: 1,
  indicator: "iabg.de",
  agent: "win10",
  alert_ids: [alertId],
  updated: "2026-11-24T07:54:44.000Z",
};

/** What finds Graylog's message of the match of {@link alertId}: parsed, or as text. */
export const parsedQuery = `wazuh_data_misp_source_alert_id:"${alertId}" AND _exists_:wazuh_data_misp_value`;
export const unparsedQuery = `message:"alert_id ${alertId}" AND NOT _exists_:wazuh_data_misp_error_kind`;

/** A lab in which an alert has come as far as what is given. */
export async function labWith(
  t: ExecutionContext,
  {
    archives = [observed, raised],
    alerts = [alerted, raised],
    calls = [call],
    messages = { [parsedQuery]: message },
    tickets = [ticket],
  }: {
    archives?: object[];
    alerts?: object[];
    calls?: object[];
    messages?: Record<string, object>;
    tickets?: object[];
  } = {},
) {
  const logs = await mkdtemp(join(tmpdir(), "evidence-"));
  t.teardown(() => rm(logs, { recursive: true }));
  await mkdir(join(logs, "alerts"));
  await mkdir(join(logs, "archives"));
  const lines = (values: object[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join("");
  await writeFile(join(logs, "archives/archives.json"), lines(archives));
  // The manager may be writing its last line just now.
  await writeFile(join(logs, "alerts/alerts.json"), `${lines(alerts)}{"timestamp":"2026-11-24T07:5`);
  await writeFile(
    join(logs, "integrations.log"),
    `${alertId} a line of another integration\n${lines(calls)}`,
  );
  const answer = (value: (path: string) => unknown): HttpClient => ({
    get: <T>(path: string) => Promise.resolve(value(path) as T),
    post: () => Promise.reject(new Error("evidence is only read")),
    put: () => Promise.reject(new Error("evidence is only read")),
    delete: () => Promise.reject(new Error("evidence is only read")),
  });
  return {
    logs,
    graylog: answer((path) => {
      const query = new URL(path, "http://graylog").searchParams.get("query")!;
      return { messages: messages[query] ? [{ message: messages[query], index: "wazuh_0" }] : [] };
    }),
    ticketDesk: answer(() => ({ tickets })),
  };
}
