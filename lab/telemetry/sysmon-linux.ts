import XMLBuilder from "fast-xml-builder";
import type { SysmonEvent, SysmonOccurrence } from "./sysmon.ts";

const builder = new XMLBuilder({ ignoreAttributes: false, suppressEmptyNode: true });

/**
 * The line that Sysmon for Linux writes to syslog: one line of XML, with double quotes around attributes.
 *
 * @see https://github.com/microsoft/SysmonForLinux `outputxml.cpp`
 */
export function sysmonLinuxLine(
  { event, data }: SysmonEvent,
  { computer, time, recordId }: SysmonOccurrence,
): string {
  const xml = builder.build({
    Event: {
      System: {
        Provider: { "@_Name": "Linux-Sysmon", "@_Guid": "{ff032593-a8d3-4f13-b0d6-01fc615a0f97}" },
        EventID: event,
        Version: 5,
        Level: 4,
        Task: event,
        Opcode: 0,
        Keywords: "0x8000000000000000",
        TimeCreated: { "@_SystemTime": time.toISOString().replace("Z", "000000Z") },
        EventRecordID: recordId,
        Correlation: "",
        Execution: { "@_ProcessID": 812, "@_ThreadID": 812 },
        Channel: "Linux-Sysmon/Operational",
        Computer: computer,
        Security: { "@_UserId": "0" },
      },
      EventData: {
        Data: Object.entries({ UtcTime: time.toISOString().replace("T", " ").replace("Z", ""), ...data }).map(
          ([name, value]) => ({ "@_Name": name, "#text": value }),
        ),
      },
    },
  });
  return `${syslogTime(time)} ${computer} sysmon: ${xml}`;
}

/** As RFC 3164 has it: `Nov 24 07:00:00`, with a blank before a day of one digit. */
function syslogTime(time: Date): string {
  const month = time.toLocaleString("en-US", { month: "short", timeZone: "UTC" });
  return `${month} ${String(time.getUTCDate()).padStart(2)} ${time.toISOString().slice(11, 19)}`;
}
