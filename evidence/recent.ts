import { open } from "node:fs/promises";
import type { Trace as CallTrace } from "../integration-script/trace.ts";
import type { Ticket } from "../ticket-desk/ticket.ts";
import { callsFor, reasonOf, type AlertCalls } from "./calls.ts";
import { findMessage, type GraylogMessage } from "./graylog-messages.ts";
import type { Hop } from "./hop.ts";
import { isRaised, isoTime, type LoggedEvent } from "./manager-logs.ts";
import type { Sources } from "./sources.ts";

/** One of the last alerts, and how far it got. */
export interface RecentAlert {
  readonly id: string;
  /** ISO 8601 in UTC. */
  readonly time: string;
  readonly rule: { readonly id: string; readonly level: number; readonly description: string };
  readonly agent: string;
  /** What was looked for in MISP, as `kind:value`. */
  readonly indicators: readonly string[];
  readonly passed: readonly Hop[];
  /** Why it goes no further, where that is known; an alert that is still on its way has none. */
  readonly ended?: string;
}

/** The last alerts, the newest first. */
export interface Recent {
  readonly alerts: readonly RecentAlert[];
  /** What could not be asked, each in a sentence: what has come that far is not known to have. */
  readonly troubles: readonly string[];
}

/** Bytes at the end of a log in which the last alerts are looked for. */
const tail = 2 * 1024 * 1024;

/** The last alerts together with the last ones that MISP knew: at most `count` of each. */
export async function readRecent(sources: Sources, count: number): Promise<Recent> {
  const troubles = new Set<string>();
  const ask = async <T>(system: string, question: Promise<T>): Promise<T | undefined> => {
    try {
      return await question;
    } catch (error) {
      troubles.add(`${system} does not answer: ${(error as Error).message}`);
      return undefined;
    }
  };
  const findIn = (alertId: string) => ask("Graylog", findMessage(sources, alertId));
  const [logged, calls] = await Promise.all([
    lastLines<LoggedEvent>(`${sources.logs}/alerts/alerts.json`, "{"),
    lastLines<CallTrace>(`${sources.logs}/integrations.log`, '{"integration":"custom-misp"'),
  ]);
  const alerts = logged.filter(({ id, data }) => id !== undefined && data?.integration !== "misp");
  const matched = new Set(
    calls.flatMap(({ alert_id, matched: found }) => (found > 0 && alert_id ? [alert_id] : [])),
  );
  const known = alerts.filter(({ id }) => matched.has(id!));
  const chosen = new Set([...alerts.slice(-count), ...known.slice(-count)]);
  const desk = await ask("The ticket desk", sources.ticketDesk.get<{ tickets: Ticket[] }>("/tickets"));
  const ticketed = new Set(desk?.tickets.flatMap(({ alert_ids }) => alert_ids));
  const raised = new Set(logged.filter(isRaised).map(({ data }) => data?.misp?.source?.alert_id));
  const recent = await Promise.all(
    alerts
      .filter((alert) => chosen.has(alert))
      .reverse()
      .map(async (alert) => {
        const found = callsFor(alert.id!, calls);
        const followed = found?.sent.alert_id ?? alert.id!;
        const late = await lateHops({ raised: raised.has(followed), ticketed: ticketed.has(followed) }, () =>
          findIn(followed),
        );
        return describe(alert, found, late);
      }),
  );
  return { alerts: recent, troubles: [...troubles] };
}

/** The hops behind the queue. What has a ticket has come through Graylog, which need not be asked. */
async function lateHops(
  { raised, ticketed }: { raised: boolean; ticketed: boolean },
  find: () => Promise<GraylogMessage | undefined>,
): Promise<Hop[]> {
  if (ticketed) {
    return ["raised", "shipped", "indexed", "ticketed"];
  }
  if (!raised) {
    return [];
  }
  const message = await find();
  if (!message) {
    return ["raised"];
  }
  return typeof message.fields["wazuh_data_misp_indicator_value"] === "string"
    ? ["raised", "shipped", "indexed"]
    : ["raised", "shipped"];
}

function describe(alert: LoggedEvent, calls: AlertCalls | undefined, late: readonly Hop[]): RecentAlert {
  const early: Hop[] = ["observed", "alerted"];
  if (calls) {
    early.push("integrated");
    if (calls.answered.matched > 0) {
      early.push("matched");
    }
    if (calls.sent.returned) {
      early.push("returned");
    }
  }
  const ended = calls && reasonOf(calls.answered);
  const { id = "?", level = 0, description = "" } = alert.rule ?? {};
  return {
    id: alert.id!,
    time: isoTime(alert.timestamp),
    rule: { id, level, description },
    agent: alert.agent?.name ?? "?",
    indicators: calls?.first.indicators ?? [],
    passed: [...early, ...late],
    ...(ended !== undefined && { ended }),
  };
}

/** The objects in the last part of a file of JSON lines that begin with a text; none where the file is not there. */
async function lastLines<T>(path: string, beginning: string): Promise<T[]> {
  let file;
  try {
    file = await open(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return [];
    }
    throw error;
  }
  try {
    const { size } = await file.stat();
    const length = Math.min(size, tail);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
    const lines = buffer.toString("utf8", 0, bytesRead).split("\n");
    // The first line of a part may be the end of one, and the last one may just be written.
    return lines.flatMap((line) => {
      try {
        return line.startsWith(beginning) ? [JSON.parse(line) as T] : [];
      } catch {
        return [];
      }
    });
  } finally {
    await file.close();
  }
}
