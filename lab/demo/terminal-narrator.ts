import { hops } from "../../evidence/hop.ts";
import { paint as paintForTerminal, printable, type Paint } from "../terminal.ts";
import type { Narrator } from "./narrator.ts";
import type { RunHop } from "./run.ts";
import { wrap } from "./wrap.ts";

/** Columns that a line has at most; what is recorded must be the same on every terminal. */
const columns = 100;

const nameWidth = Math.max(...hops.map((hop) => hop.length));

const places: Readonly<Record<string, string>> = {
  misp: "MISP",
  wazuh: "Wazuh",
  graylog: "Graylog",
  tickets: "Tickets",
  terminal: "Terminal",
};

/**
 * Tells a run to people.
 *
 * @param write takes a line without its end
 * @param pause waits for the viewer
 * @param paint puts text in a colour; by default where standard output is a terminal
 */
export function terminalNarrator(
  write: (line: string) => void,
  pause: () => Promise<void> = () => Promise.resolve(),
  paint: (format: Paint, text: string) => string = paintForTerminal,
): Narrator {
  const mark = (passed: boolean): string => (passed ? paint("green", "✓") : paint("red", "✗"));
  let number = 0;
  const say = (text: string, indent = 0, format?: "dim"): void => {
    for (const line of wrap(printable(text), columns - indent)) {
      write(" ".repeat(indent) + (format ? paint(format, line) : line));
    }
  };
  return {
    scenario: (scenario, { mode, modeReason, seeded }) => {
      number = 0;
      write(paint("bold", `${scenario.name}: ${scenario.title}`));
      say(scenario.story);
      say(`ATT&CK: ${scenario.techniques.map(({ id, name }) => `${id} ${name}`).join("; ")}`, 0, "dim");
      if (seeded.length > 0) {
        const held = seeded.map(({ type, value, event }) => `the ${type} ${value} (event "${event}")`);
        say(`MISP holds ${held.join(" and ")}.`, 0, "dim");
      }
      say(`${mode === "live" ? "Live" : "Replay"}: ${modeReason}`, 0, "dim");
    },
    step: ({ what, why }) => {
      number += 1;
      write("");
      write(paint("cyan", `${number}. ${printable(what)}`));
      say(why, 3);
    },
    detail: (line) => say(`· ${line}`, 3, "dim"),
    following: (title) => say(`The way of the alert: ${title}`, 3),
    hop: (hop, started) => write(`   ${mark(hop.state === "passed")} ${hopText(hop, started)}`),
    check: ({ title, passed, detail }) =>
      write(`   ${mark(passed)} ${printable(title)} ${paint("dim", `(${printable(detail)})`)}`),
    verdict: ({ verdict, summary, scenario, urls }) => {
      write("");
      wrap(printable(summary), columns).forEach((line) =>
        write(paint(verdict === "passed" ? "green" : "red", line)),
      );
      write(paint("bold", "Look at"));
      for (const { where, what } of scenario.lookAt) {
        const url = urls[where];
        say(`${places[where] ?? where}: ${what}${url === undefined ? "" : ` ${url}`}`, 2);
      }
    },
    pause,
  };
}

/** What is told of a hop behind its mark. */
function hopText({ hop, state, time, evidence }: RunHop, started: string): string {
  const name = hop.padEnd(nameWidth);
  if (time === undefined) {
    return `${name}  there is no evidence of it`;
  }
  // Clocks of a second's and of a millisecond's grain meet here: never less than nothing.
  const seconds = Math.max(0, (Date.parse(time) - Date.parse(started)) / 1_000);
  const remark = state === "unexpected" ? "it should not have come so far: " : "";
  return `${name}  +${seconds.toFixed(2).padStart(5)} s  ${remark}${printable(evidence ?? "")}`;
}
