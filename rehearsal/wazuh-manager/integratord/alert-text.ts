import { JsonObject, type JsonValue } from "../../../analysis/json.ts";
import { printJson } from "../../../analysis/json-printer.ts";
import type { Integration } from "../configuration/integration.ts";

/** What the file holds that integratord hands to a script: the alert in one line of JSON, or Wazuh's plain format. */
export function alertText(alert: JsonObject, { json, maxLog }: Integration): string {
  return json ? `${printJson(alert)}\n` : plainText(alert, maxLog);
}

function plainText(alert: JsonObject, maxLog: number): string {
  const rule = alert.get("rule");
  const data = alert.get("data");
  const inRule = (key: string) => (rule instanceof JsonObject ? rule.get(key) : undefined);
  const level = inRule("level");
  const source = data instanceof JsonObject ? text(data.get("srcip")) : "";
  return [
    `alertdate='${text(alert.get("timestamp"))}'`,
    `alertlocation='${text(alert.get("location"))}'`,
    `ruleid='${text(inRule("id"))}'`,
    `alertlevel='${typeof level === "number" ? level : 0}'`,
    `ruledescription='${text(inRule("description"))}'`,
    `alertlog='${tamed(text(alert.get("full_log")), maxLog)}'`,
    `srcip='${source.replace(/[^ .-z]|[`\\]/g, " ")}'`,
  ].join("\n");
}

const text = (value: JsonValue | undefined): string => (typeof value === "string" ? value : "");

/** The log without what a shell would look at, and cut off where it is too long. */
function tamed(log: string, maxLog: number): string {
  const safe = log
    .replaceAll("\\", "/")
    .replaceAll(";", ",")
    .replace(/['`"!$]|[^ -z]/g, " ");
  return safe.length >= maxLog ? `${safe.slice(0, maxLog - 3)}...` : safe;
}
