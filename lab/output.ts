import type { LabOutputs } from "./stack.ts";
import { paint, printable } from "./terminal.ts";
import { hops, type Hop, type HopEvidence, type Trace } from "../evidence/hop.ts";

const nameWidth = Math.max(...hops.map((hop) => hop.length));

/** One hop as a line: its name, the time since the beginning, what shows it. */
export function hopLine({ hop, time, evidence }: HopEvidence, started: string): string {
  // Clocks of a second's and of a millisecond's grain meet here: never less than nothing.
  const seconds = Math.max(0, (Date.parse(time) - Date.parse(started)) / 1_000);
  return `  ${paint("green", "✓")} ${hop.padEnd(nameWidth)}  +${seconds.toFixed(2).padStart(5)} s  ${printable(evidence)}`;
}

/** How far an alert came, in one line. */
export function verdict({ missing, alertId, passed }: Trace & { readonly missing: Hop | undefined }): string {
  if (missing === undefined) {
    return paint("green", `All ${hops.length} hops passed: the alert ${alertId ?? ""} ended as a ticket.`);
  }
  const last = passed.at(-1)?.hop;
  const before = last ? `after the hop \`${last}\`` : "before the first hop";
  return paint("red", `The alert was lost ${before}: there is no evidence of \`${missing}\`.`);
}

/** Where a lab's systems are. */
export function urlLines({ urls }: LabOutputs): string[] {
  return Object.entries(urls).map(([system, url]) => `  ${system.padEnd(14)} ${url}`);
}

/** A heading between two parts of the output. */
export const heading = (text: string): string => paint("bold", text);

/** A remark that may be skipped. */
export const remark = (text: string): string => paint("dim", text);
