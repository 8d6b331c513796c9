import XMLBuilder from "fast-xml-builder";
import type { SysmonEvent, SysmonOccurrence } from "./sysmon.ts";

const builder = new XMLBuilder({ ignoreAttributes: false, suppressEmptyNode: true });

/** What tells one system's Sysmon from the other's in the XML that both write. */
export interface SysmonSource {
  /** Attributes of the whole event. @default - none */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly provider: { readonly name: string; readonly guid: string };
  readonly channel: string;
  readonly execution: { readonly process: number; readonly thread: number };
  /** Attribute of `Security` that names the user. */
  readonly user: Readonly<Record<string, string>>;
  /** Digits that follow the milliseconds of the event's time. */
  readonly timeDigits: string;
}

/** An event as Sysmon writes it: XML with double quotes around attributes. */
export function sysmonXml(
  source: SysmonSource,
  { event, data }: SysmonEvent,
  { computer, time, recordId }: SysmonOccurrence,
): string {
  const { attributes, provider, channel, execution, user, timeDigits } = source;
  return builder.build({
    Event: {
      ...attributes,
      System: {
        Provider: { "@_Name": provider.name, "@_Guid": provider.guid },
        EventID: event,
        Version: 5,
        Level: 4,
        Task: event,
        Opcode: 0,
        Keywords: "0x8000000000000000",
        TimeCreated: { "@_SystemTime": time.toISOString().replace("Z", `${timeDigits}Z`) },
        EventRecordID: recordId,
        Correlation: "",
        Execution: { "@_ProcessID": execution.process, "@_ThreadID": execution.thread },
        Channel: channel,
        Computer: computer,
        Security: user,
      },
      EventData: {
        Data: Object.entries({ UtcTime: time.toISOString().replace("T", " ").replace("Z", ""), ...data }).map(
          ([name, value]) => ({ "@_Name": name, "#text": value }),
        ),
      },
    },
  });
}
