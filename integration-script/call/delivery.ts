/** Returning events to Wazuh: what is new at once, what repeats within its window as a count. */
import { type EnrichedEvent, errorEvent, type Lookup, matchEvent } from "../event/enriched.ts";
import { renderEvent } from "../event/render.ts";
import { type Source, unknownAlert } from "../event/source.ts";
import type { Trouble } from "../errors.ts";
import type { Match } from "../lookup/match.ts";
import { locationOf, logQueue, queueLine } from "../queue/line.ts";
import type { Outbox, Outcome as Delivered } from "../queue/outbox.ts";
import { admitOccurrences, type Repeated, type Summary } from "../store/repetitions.ts";
import type { Store } from "../store/store.ts";
import type { Outcome } from "../trace.ts";

/** An alert that matched. */
export interface Matched {
  readonly source: Source;
  /** At least one, the best first. */
  readonly matches: readonly Match[];
}

export interface Returned {
  readonly outcome: Extract<Outcome, "returned" | "repeated" | "spooled" | "lost">;
  readonly returned?: { readonly time: string; readonly bytes: number };
}

const label = "misp";

/** The event's line, as of the agent that the alert came from. */
const lineOf = (event: string, { agent_id: id, agent_name: name, agent_ip: ip }: Source): Uint8Array =>
  queueLine(logQueue, locationOf(id === undefined ? undefined : { id, name: name ?? "", ip }, label), event);

export interface DeliveryMeans {
  readonly outbox: Outbox;
  readonly store: Store | undefined;
  readonly lookup: Lookup;
  /** MISP's address for the browser. */
  readonly link: string;
  /** Seconds since 1970. */
  readonly now: number;
  /** 0: every match is returned. */
  readonly repeatSeconds: number;
  readonly onStoreError: (error: unknown) => void;
}

const send = async (outbox: Outbox, line: Uint8Array): Promise<Returned> => {
  const outcome: Delivered = await outbox.deliver(line);
  return outcome === "returned"
    ? { outcome, returned: { time: new Date().toISOString(), bytes: line.length } }
    : { outcome };
};

/** Asks the store which matches are returned; without a store all are. */
const admit = (alerts: readonly Matched[], events: readonly string[], means: DeliveryMeans) => {
  if (means.store !== undefined && means.repeatSeconds > 0) {
    const occurrences = alerts.map(({ source, matches }, index) => ({
      agent: source.agent_id ?? "",
      value: matches[0]!.indicator.value,
      event: events[index]!,
    }));
    try {
      return admitOccurrences(means.store, occurrences, means.now);
    } catch (error) {
      means.onStoreError(error);
    }
  }
  return alerts.map((): { readonly repeated?: Repeated } => ({}));
};

/** Returns the events of alerts that matched; the results are in the alerts' order. */
export const returnMatches = async (
  alerts: readonly Matched[],
  means: DeliveryMeans,
): Promise<Returned[]> => {
  const render = ({ source, matches }: Matched, repeated?: Repeated) =>
    renderEvent(matchEvent(matches, source, means.lookup, means.link, repeated));
  const events = alerts.map((alert) => render(alert));
  const admissions = admit(alerts, events, means);
  const results: Returned[] = [];
  for (const [index, alert] of alerts.entries()) {
    const admission = admissions[index]!;
    if (admission === "held") {
      results.push({ outcome: "repeated" });
    } else {
      const event = admission.repeated === undefined ? events[index]! : render(alert, admission.repeated);
      results.push(await send(means.outbox, lineOf(event, alert.source)));
    }
  }
  return results;
};

/** Returns the last event of each window that is over, with the count of those that it stands for. */
export const returnSummaries = async (outbox: Outbox, summaries: readonly Summary[]): Promise<void> => {
  for (const { event: kept, repeated } of summaries) {
    const event = JSON.parse(kept) as EnrichedEvent;
    const counted = { ...event.misp, repeated: { count: String(repeated.count), since: repeated.since } };
    await send(
      outbox,
      lineOf(renderEvent({ integration: "misp", misp: counted }), event.misp["source"] as unknown as Source),
    );
  }
};

/** Tells of trouble, as an event of the manager: it is no agent's. */
export const returnTrouble = (
  outbox: Outbox,
  trouble: Trouble,
  source: Source = { alert_id: unknownAlert },
): Promise<Returned> => send(outbox, queueLine(logQueue, label, renderEvent(errorEvent(trouble, source))));
