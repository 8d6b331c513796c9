import { readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { packetbeatSends } from "./packetbeat.ts";
import { sysmonEventOf, sysmonLogs } from "./sysmon.ts";

/** What one event of an endpoint is to become; the files of `expectations/` hold them, one file a source. */
export interface Case {
  /** Name of the event in the file of `events/` that has the same name. */
  readonly event: string;
  /** The alert that the event raises; `none` where it raises none, `not sent` where the endpoint keeps it to itself. */
  readonly alert: ExpectedAlert | "none" | "not sent";
  /** What custom-misp finds in the alert, as `kind:value`; `not called` where it is not called for the alert. */
  readonly indicators?: readonly string[] | "not called";
  /** The alert of the match that comes back; none where it is not said. */
  readonly raised?: ExpectedAlert & { readonly indicator: string; readonly mitre?: readonly string[] };
}

export interface ExpectedAlert {
  readonly rule: number;
  readonly level: number;
  readonly groups: readonly string[];
}

/** An event as it is written to the manager's queue. */
export interface QueuedEvent {
  readonly queue: string;
  readonly location: string;
  readonly message: string;
}

export interface SourceCase extends Case {
  readonly source: string;
  /** Nothing where the endpoint does not send it. */
  readonly queued: QueuedEvent | undefined;
}

/** The sources, by the names of their files. */
export const sources = readdirSync(new URL("expectations/", import.meta.url))
  .filter((name) => name.endsWith(".yaml"))
  .map((name) => name.replace(/\.yaml$/, ""))
  .sort();

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");

/** An event as it is kept: of Packetbeat whole, before its processors. */
export type StoredEvent = { readonly name: string; readonly location: string } & (
  QueuedEvent | { readonly event: object }
);

/** The events of a source by their names. */
export function eventsOf(source: string): ReadonlyMap<string, StoredEvent> {
  const lines = read(`events/${source}.ndjson`).trimEnd().split("\n");
  return new Map(
    lines.map((line) => JSON.parse(line) as StoredEvent).map((event) => [event.name, event] as const),
  );
}

/** The cases of a source; each event has one. */
export function casesOf(source: string): readonly SourceCase[] {
  const events = eventsOf(source);
  return (parse(read(`expectations/${source}.yaml`)) as Case[]).map((each) => {
    const stored = events.get(each.event);
    if (!stored) {
      throw new Error(`expectations/${source}.yaml: there is no event "${each.event}".`);
    }
    return { ...each, source, queued: queuedOf(source, stored) };
  });
}

/** What an endpoint sends follows from the configuration that the lab gives it. */
export function queuedOf(source: string, stored: StoredEvent): QueuedEvent | undefined {
  if (!("message" in stored)) {
    const sent = packetbeatSends(stored.event);
    return sent && { queue: "1", location: stored.location, message: JSON.stringify(sent) };
  }
  const { message } = stored;
  if (source === "sysmon-windows") {
    const { Event: xml } = JSON.parse(message) as { Event: string };
    return sysmonLogs("windows", sysmonEventOf(xml)) ? stored : undefined;
  }
  const [, xml] = /^[^<]*: (<Event>.*)$/.exec(message) ?? [];
  return source !== "sysmon-linux" || xml === undefined || sysmonLogs("linux", sysmonEventOf(xml))
    ? stored
    : undefined;
}

/** An event in MISP, as `POST /events/add` takes it. */
export interface MispEvent {
  readonly info: string;
  readonly threat_level_id: string;
  readonly published: true;
  readonly Attribute: readonly {
    readonly type: string;
    readonly category: string;
    readonly value: string;
    readonly to_ids: boolean;
  }[];
}

type StoredMispEvent = Omit<MispEvent, "published" | "Attribute"> & {
  readonly Attribute: readonly (Omit<MispEvent["Attribute"][number], "to_ids"> & {
    readonly to_ids?: boolean;
  })[];
};

/** What MISP holds: everything is fit for detection where the file does not say otherwise. */
export const mispEvents: readonly MispEvent[] = (parse(read("misp.yaml")) as StoredMispEvent[]).map(
  ({ Attribute: rows, ...event }) => ({
    ...event,
    published: true,
    Attribute: rows.map((row) => ({ to_ids: true, ...row })),
  }),
);
