/** A call by integratord: from the alert file to the enriched event. */
import { isOwnEvent, textAt } from "./alert/alert.ts";
import { readAlerts } from "./alert/read.ts";
import { Trouble, troubleOf } from "./errors.ts";
import { errorEvent, matchEvent } from "./event/enriched.ts";
import { renderEvent } from "./event/render.ts";
import { sourceOf, unknownAlert } from "./event/source.ts";
import { extractor } from "./indicators/extract.ts";
import { bestFirst, matchesOf } from "./lookup/match.ts";
import { MispClient } from "./misp/client.ts";
import { search } from "./misp/search.ts";
import { locationOf, logQueue, queueLine } from "./queue/line.ts";
import { QueueSocket } from "./queue/socket.ts";
import { parseCall } from "./settings/arguments.ts";
import { readCa, readKey, settingsOf } from "./settings/settings.ts";
import { appendText } from "./system/libc.ts";
import { traceFile } from "./trace.ts";

export const run = async (args: readonly string[], base: string): Promise<number> => {
  const integrated = new Date().toISOString();
  const socket = new QueueSocket(`${base}/queue/sockets/queue`, 500);
  let alertId = unknownAlert;
  const trace: Record<string, unknown> = { integration: "custom-misp", integrated, matched: 0, requests: 0 };
  let code = 0;
  try {
    const call = parseCall(args);
    const settings = settingsOf(call, base);
    const { options } = settings;
    for (const line of readAlerts(call.alertFile)) {
      if ("trouble" in line) {
        throw line.trouble;
      }
      const { alert } = line;
      alertId = textAt(alert, "id") ?? unknownAlert;
      if (isOwnEvent(alert)) {
        trace["outcome"] = "own-event";
        continue;
      }
      const { indicators } = (await extractor(options))(alert);
      const values = [...new Set(indicators.flatMap((indicator) => indicator.spellings))];
      trace["indicators"] = indicators.map(({ kind, value }) => `${kind}:${value}`);
      if (values.length === 0) {
        trace["outcome"] = "nothing";
        continue;
      }
      const client = new MispClient({
        url: settings.url,
        key: readKey(call, settings),
        ca: readCa(settings),
        proxy: options.proxy || undefined,
        deadline: settings.deadline,
        retries: settings.retries,
      });
      const answers = await search(client, values, options);
      trace["requests"] = client.requests;
      trace["origin"] = "misp";
      const matches = bestFirst(matchesOf(indicators, answers));
      trace["matched"] = matches.length;
      if (matches.length === 0) {
        trace["outcome"] = "no-match";
        continue;
      }
      const source = sourceOf(alert);
      const event = matchEvent(
        matches,
        source,
        { origin: "misp", milliseconds: performance.now() },
        options.link_url || settings.url,
      );
      const agent = { id: source.agent_id ?? "000", name: source.agent_name ?? "", ip: source.agent_ip };
      const bytes = queueLine(logQueue, locationOf(agent, "misp"), renderEvent(event));
      const delivery = socket.send(bytes);
      if (delivery !== "sent") {
        throw new Trouble("queue", `Wazuh's queue did not take the event (${delivery}).`);
      }
      trace["outcome"] = "returned";
      trace["returned"] = { time: new Date().toISOString(), bytes: bytes.length };
    }
  } catch (error) {
    const trouble = troubleOf(error);
    trace["error"] = { kind: trouble.kind, message: trouble.message, status: trouble.status };
    socket.send(queueLine(logQueue, "misp", renderEvent(errorEvent(trouble, { alert_id: alertId }))));
    if (["usage", "options", "alert", "key", "queue", "internal"].includes(trouble.kind)) {
      process.stderr.write(`custom-misp: ${trouble.message}\n`);
      code = 1;
    }
  }
  trace["alert_id"] = alertId;
  trace["milliseconds"] = { total: Math.round(performance.now() * 10) / 10 };
  appendText(`${base}/${traceFile}`, `${JSON.stringify(trace)}\n`);
  return code;
};
