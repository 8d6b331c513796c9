import XMLBuilder from "fast-xml-builder";

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

const builder = new XMLBuilder({ ignoreAttributes: false, suppressEmptyNode: true });

/**
 * The message that a Windows agent sends for it: the event log's XML in a JSON envelope. Attributes stand in single quotes,
 * as Windows writes them: the manager reads the XML with JSON's escapes still in it, and would not understand `\\"`.
 *
 * @see https://learn.microsoft.com/windows/win32/wes/eventschema-schema
 */
export function sysmonMessage(
  { event, data }: SysmonEvent,
  { computer, time, recordId }: SysmonOccurrence,
): string {
  const xml = builder.build({
    Event: {
      "@_xmlns": "http://schemas.microsoft.com/win/2004/08/events/event",
      System: {
        Provider: {
          "@_Name": "Microsoft-Windows-Sysmon",
          "@_Guid": "{5770385f-c22a-43e0-bf4c-06f5698ffbd9}",
        },
        EventID: event,
        Version: 5,
        Level: 4,
        Task: event,
        Opcode: 0,
        Keywords: "0x8000000000000000",
        TimeCreated: { "@_SystemTime": time.toISOString().replace("Z", "0000Z") },
        EventRecordID: recordId,
        Correlation: "",
        Execution: { "@_ProcessID": 2040, "@_ThreadID": 3012 },
        Channel: "Microsoft-Windows-Sysmon/Operational",
        Computer: computer,
        Security: { "@_UserID": "S-1-5-18" },
      },
      EventData: {
        Data: Object.entries({ UtcTime: time.toISOString().replace("T", " ").replace("Z", ""), ...data }).map(
          ([name, value]) => ({ "@_Name": name, "#text": value }),
        ),
      },
    },
  });
  // Every double quote that the builder left is an attribute's: in text and values it writes `&quot;`.
  return JSON.stringify({ Message: `Sysmon event ${event}`, Event: xml.replaceAll('"', "'") });
}
