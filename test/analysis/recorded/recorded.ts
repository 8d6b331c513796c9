import { readFileSync } from "node:fs";

/** An event as it was written to a real manager's queue. */
export interface RecordedEvent {
  readonly name: string;
  readonly queue: string;
  readonly location: string;
  readonly message: string;
}

const linesOf = (file: string): string[] =>
  readFileSync(new URL(file, import.meta.url), "utf8")
    .trimEnd()
    .split("\n");

/** Sysmon events of Windows and Linux, as they were written to the queue of a Wazuh 4.14.7 manager. */
export const recordedEvents = linesOf("events.ndjson").map((line) => JSON.parse(line) as RecordedEvent);

/** The lines that this manager wrote to alerts.json for them, and after those for changes of real files. */
export const recordedAlerts = linesOf("alerts.ndjson");

/** The rules that it had beside the stock ones when it recorded them. */
export const recordedRules = `<group name="sysmon_ioc,">
  <rule id="100701" level="3">
    <if_sid>61603</if_sid>
    <options>no_full_log</options>
    <description>S1 $(win.eventdata.image)</description>
  </rule>
  <rule id="100703" level="3">
    <if_sid>61605, 92101, 92108</if_sid>
    <options>no_full_log</options>
    <description>S3 $(win.eventdata.destinationIp)</description>
  </rule>
  <rule id="100706" level="3"><if_sid>61608</if_sid><description>S6</description></rule>
  <rule id="100707" level="3"><if_sid>61609</if_sid><description>S7</description></rule>
  <rule id="100711" level="3">
    <if_sid>61613</if_sid>
    <description>S11 $(win.eventdata.targetFilename)</description>
  </rule>
  <rule id="100712" level="3">
    <if_sid>61617, 61651, 61652, 61653</if_sid>
    <description>S15.23.24.25</description>
  </rule>
  <rule id="100722" level="3">
    <if_sid>61650</if_sid>
    <description>S22 $(win.eventdata.queryName)</description>
  </rule>
</group>`;

/**
 * A line of alerts.json without what no two managers write alike: the time, the id that follows from it, and what is told
 * of MITRE's techniques, whose database the recorded manager did not have.
 */
export const comparable = (line: string): string =>
  line
    .replace(/^\{"timestamp":"[^"]*",/, "{")
    .replace(/"id":"\d+\.\d+",/, "")
    .replace(/"mitre":\{[^}]*\},/, "");
