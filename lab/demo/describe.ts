import type { TelemetryEvent } from "../../scenarios/telemetry.ts";
import type { Endpoint } from "../telemetry/events.ts";

/** Sysmon's fields that say what an event is about, the first that it has counts. */
const tellingFields = ["QueryName", "DestinationIp", "Contents", "CommandLine", "TargetFilename", "Image"];

/** What is sent in place of an endpoint, in one line. */
export function describeEvent(entry: TelemetryEvent, { name }: Endpoint): string {
  const number = entry.times === 1 ? "" : `${entry.times} times `;
  const spread = entry.minutes > 0 ? `, at times of the last ${entry.minutes} minutes` : "";
  return `${number}as ${name}: ${subjectOf(entry)}${spread}`;
}

function subjectOf({ sysmon, syscheck, packetbeat }: TelemetryEvent): string {
  if (sysmon) {
    const name = tellingFields.find((field) => sysmon.data[field] !== undefined);
    const value = name === undefined ? undefined : sysmon.data[name];
    const text =
      typeof value === "string"
        ? value
        : value && "encodedCommand" in value
          ? `powershell.exe -EncodedCommand of \`${value.encodedCommand}\``
          : "";
    return `Sysmon event ${sysmon.event}${name === undefined ? "" : `, ${name} ${text}`}`;
  }
  if (syscheck) {
    return `syscheck, ${syscheck.path} ${syscheck.change}`;
  }
  const { type } = packetbeat as { type?: string };
  return `Packetbeat, ${type ?? "an event"}`;
}
