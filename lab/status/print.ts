import Table from "cli-table3";
import { duration } from "../../engine/report.ts";
import { isTerminal, paint, printable } from "../terminal.ts";
import type { LabStatus, SystemRow } from "./read.ts";

const marks = {
  ready: paint("green", "✓ ready"),
  waiting: paint("yellow", "… waiting"),
  failed: paint("red", "✗ failed"),
};

/** Columns before the last one, with the gaps: what of a terminal's width is not the last column's. */
const frame = 54;

/** A lab's systems as a table, and what they come to. */
export function statusText({ stack, ready, present, systems }: LabStatus, now = Date.now()): string {
  if (!present) {
    return verdict({ stack, ready, present, systems });
  }
  const table = new Table({
    head: ["system", "state", "container", "since", "proof, or what is missing"],
    chars: borderless,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 2 },
    wordWrap: true,
    // Away from a terminal a row is a line, however long.
    ...(isTerminal && { colWidths: [null, null, null, null, Math.max(30, process.stdout.columns - frame)] }),
  });
  table.push(...systems.map((system) => cells(system, now)));
  const lines = table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd());
  return [...lines, "", verdict({ stack, ready, present, systems })].join("\n");
}

function cells({ system, state, container, since, detail, declared }: SystemRow, now: number): string[] {
  return [
    declared ? system : paint("dim", system),
    marks[state],
    container === undefined ? "-" : container.running ? "runs" : container.since ? "stopped" : "gone",
    since === undefined ? "-" : duration(Math.max(0, now - Date.parse(since))),
    printable(detail.replaceAll("\n", "; ")),
  ];
}

function verdict({ stack, ready, present, systems }: LabStatus): string {
  if (!present) {
    return paint("red", `The lab ${stack} is not up. \`npm run lab -- up ${stack}\` brings it up.`);
  }
  const missing = systems.filter(({ state, declared }) => declared && state !== "ready");
  return ready
    ? paint("green", `The lab ${stack} is ready.`)
    : paint("red", `The lab ${stack} is not ready: ${missing.map(({ system }) => system).join(", ")}.`);
}

/** No lines between the cells: the table is as wide as what it says. */
const borderless = Object.fromEntries(
  [
    "top",
    "top-mid",
    "top-left",
    "top-right",
    "bottom",
    "bottom-mid",
    "bottom-left",
    "bottom-right",
    "left",
    "left-mid",
    "mid",
    "mid-mid",
    "right",
    "right-mid",
    "middle",
  ].map((place) => [place, ""]),
);
