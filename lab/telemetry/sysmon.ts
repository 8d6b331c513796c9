import { sysmonXml, type SysmonSource } from "./sysmon-xml.ts";

/** An event of Sysmon for Windows, as a scenario describes it. */
export interface SysmonEvent {
  /** Sysmon's event id. */
  readonly event: number;
  /** The event's data by name, in Sysmon's own spelling, such as `QueryName`. */
  readonly data: Readonly<Record<string, string>>;
}

/** Where and when it happened. */
export interface SysmonOccurrence {
  readonly computer: string;
  readonly time: Date;
  readonly recordId: number;
}

const windows: SysmonSource = {
  attributes: { "@_xmlns": "http://schemas.microsoft.com/win/2004/08/events/event" },
  provider: { name: "Microsoft-Windows-Sysmon", guid: "{5770385f-c22a-43e0-bf4c-06f5698ffbd9}" },
  channel: "Microsoft-Windows-Sysmon/Operational",
  execution: { process: 2040, thread: 3012 },
  user: { "@_UserID": "S-1-5-18" },
  timeDigits: "0000",
};

/**
 * The message that a Windows agent sends for it: the event log's XML in a JSON envelope. Attributes stand in single quotes,
 * as Windows writes them: the manager reads the XML with JSON's escapes still in it, and would not understand `\\"`.
 *
 * @see https://learn.microsoft.com/windows/win32/wes/eventschema-schema
 */
export function sysmonMessage(event: SysmonEvent, occurrence: SysmonOccurrence): string {
  const xml = sysmonXml(windows, event, occurrence);
  // Every double quote that the builder left is an attribute's: in text and values it writes `&quot;`.
  return JSON.stringify({ Message: `Sysmon event ${event.event}`, Event: xml.replaceAll('"', "'") });
}
