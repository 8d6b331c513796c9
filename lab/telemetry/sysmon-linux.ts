import type { SysmonEvent, SysmonOccurrence } from "./sysmon.ts";
import { sysmonXml, type SysmonSource } from "./sysmon-xml.ts";

const linux: SysmonSource = {
  provider: { name: "Linux-Sysmon", guid: "{ff032593-a8d3-4f13-b0d6-01fc615a0f97}" },
  channel: "Linux-Sysmon/Operational",
  execution: { process: 812, thread: 812 },
  user: { "@_UserId": "0" },
  timeDigits: "000000",
};

/**
 * The line that Sysmon for Linux writes to syslog: one line of XML, with double quotes around attributes.
 *
 * @see https://github.com/microsoft/SysmonForLinux `outputxml.cpp`
 */
export function sysmonLinuxLine(event: SysmonEvent, occurrence: SysmonOccurrence): string {
  const xml = sysmonXml(linux, event, occurrence);
  return `${syslogTime(occurrence.time)} ${occurrence.computer} sysmon: ${xml}`;
}

/** As RFC 3164 has it: `Nov 24 07:00:00`, with a blank before a day of one digit. */
function syslogTime(time: Date): string {
  const month = time.toLocaleString("en-US", { month: "short", timeZone: "UTC" });
  return `${month} ${String(time.getUTCDate()).padStart(2)} ${time.toISOString().slice(11, 19)}`;
}
