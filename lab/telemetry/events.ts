import type { SysmonValue, TelemetryEvent } from "../../scenarios/telemetry.ts";
import { hashesOf } from "./hashes.ts";
import { syscheckMessage } from "./syscheck.ts";
import { sysmonLinuxLine } from "./sysmon-linux.ts";
import { sysmonMessage } from "./sysmon.ts";

/** An endpoint, as alerts name it. */
export interface Endpoint {
  readonly id: string;
  readonly name: string;
  readonly os: "windows" | "linux";
}

/** One event for the manager's queue, as `custom-misp replay` takes it. */
export interface QueuedEvent {
  readonly queue: string;
  readonly location: string;
  readonly message: string;
  /** Text that this event has in it and no other. */
  readonly mark: string;
}

export interface Occasion {
  /** Id of the run, eight hexadecimal digits. */
  readonly run: string;
  readonly endpoint: Endpoint;
  readonly now: Date;
  /** Number of the first event within the run. */
  readonly first: number;
}

/** The events of a scenario's entry, with the run's id in them, and their times spread over the minutes before now. */
export function queuedEvents(entry: TelemetryEvent, { run, endpoint, now, first }: Occasion): QueuedEvent[] {
  return Array.from({ length: entry.times }, (_, index) => {
    const age =
      entry.times === 1 ? 0 : (entry.minutes * 60_000 * (entry.times - 1 - index)) / (entry.times - 1);
    return queuedEvent(entry, { run, endpoint, time: new Date(now.getTime() - age), number: first + index });
  });
}

interface Moment {
  readonly run: string;
  readonly endpoint: Endpoint;
  readonly time: Date;
  readonly number: number;
}

function queuedEvent(entry: TelemetryEvent, { run, endpoint, time, number }: Moment): QueuedEvent {
  const place = `[${endpoint.id}] (${endpoint.name}) any->`;
  // A GUID as Sysmon makes them: the run's id first, then the event's number.
  const guid = `${run}-0000-4000-8000-${String(number).padStart(12, "0")}`;
  const { sysmon, syscheck, packetbeat } = withRun(entry, run);
  if (sysmon) {
    const data = Object.fromEntries(
      Object.entries(sysmon.data).map(([name, value]) => [name, textOf(value)]),
    );
    const event = { event: sysmon.event, data: { ProcessGuid: `{${guid}}`, ...data } };
    if (endpoint.os === "linux") {
      const line = sysmonLinuxLine(event, { computer: endpoint.name, time, recordId: number });
      return { queue: "1", location: `${place}/var/log/syslog`, message: line, mark: guid };
    }
    const message = sysmonMessage(event, { computer: endpoint.name.toUpperCase(), time, recordId: number });
    return { queue: "f", location: `${place}EventChannel`, message, mark: guid };
  }
  if (syscheck) {
    return {
      queue: "8",
      location: `${place}syscheck`,
      message: syscheckMessage(syscheck, time),
      mark: syscheck.path,
    };
  }
  const message = JSON.stringify({
    "@timestamp": time.toISOString(),
    ...packetbeat,
    labels: { event: guid },
  });
  return {
    queue: "1",
    location: `${place}/var/log/packetbeat/events/packetbeat.ndjson`,
    message,
    mark: guid,
  };
}

/** The same with `{run}` replaced by the run's id, in every text at any depth. */
export function withRun<T>(value: T, run: string): T {
  if (typeof value === "string") {
    return value.replaceAll("{run}", run) as T;
  }
  if (Array.isArray(value)) {
    return value.map((item: unknown) => withRun(item, run)) as T;
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withRun(item, run)])) as T;
  }
  return value;
}

/** Text of one of Sysmon's fields. */
function textOf(value: SysmonValue): string {
  if (typeof value === "string") {
    return value;
  }
  if ("hashesOf" in value) {
    const { md5, sha256 } = hashesOf(value.hashesOf);
    return `MD5=${md5.toUpperCase()},SHA256=${sha256.toUpperCase()},IMPHASH=${"0".repeat(32)}`;
  }
  return `powershell.exe -NoProfile -EncodedCommand ${encodeCommand(value.encodedCommand)}`;
}

/** A script as PowerShell's `-EncodedCommand` takes it: UTF-16 in base64. */
export const encodeCommand = (script: string): string => Buffer.from(script, "utf16le").toString("base64");
