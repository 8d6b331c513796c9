import type { Explanation } from "../../analysis/explain/explain.ts";
import { paint, printable } from "../terminal.ts";
import type { ManagersWord } from "./ask-manager.ts";

/** What the manager said, beside what this project's analysis says. */
export function wordLines(word: ManagersWord, { fired, alert }: Explanation): string[] {
  if ("notAsked" in word) {
    return [paint("dim", `manager  not asked: ${word.notAsked}`)];
  }
  if ("error" in word) {
    return [paint("red", `manager  did not answer: ${printable(word.error)}`)];
  }
  const { output, messages, alert: alerts = false } = word.answer;
  const told = messages.filter((message) => !message.startsWith("INFO: ")).map(printable);
  if (!output) {
    return ["manager  could not test it", ...told.map((message) => `         ${message}`)].map((line) =>
      paint("red", line),
    );
  }
  const { rule, decoder } = output;
  const agrees = rule?.id === (fired && String(fired.id)) && alerts === (alert !== undefined);
  const said = [
    rule ? `rule ${rule.id}, level ${rule.level ?? 0}: ${rule.description ?? ""}` : "no rule takes it",
    `decoder ${decoder?.name ?? "none"}`,
    alerts ? "an alert is written" : "no alert is written",
  ].join("; ");
  return [
    `manager  ${printable(said)}`,
    agrees
      ? paint("green", "         as told above")
      : paint("yellow", "         not as told above: the manager's word counts"),
    ...told.map((message) => paint("yellow", `         ${message}`)),
  ];
}
