import { readScenario, scenarioNames } from "../../scenarios/scenario.ts";
import type { DemoCommandOptions } from "../cli/demo.ts";
import { chosenStack } from "../chosen-stack.ts";
import { playAll, scenariosOf } from "../demo/demo.ts";
import { dockerLab } from "../demo/lab.ts";
import { findEndpoints } from "../demo/live/find-endpoints.ts";
import { putBackOnSignals } from "../demo/signals.ts";
import { silent } from "../demo/narrator.ts";
import { waitForKey } from "../demo/pause.ts";
import { terminalNarrator } from "../demo/terminal-narrator.ts";
import { Undo } from "../demo/undo.ts";
import { openLab } from "../session.ts";
import { paint } from "../terminal.ts";

/** `lab demo`: plays scenarios one after the other. Exit code 1 when one was not as it must be. */
export async function demo(names: readonly string[], options: DemoCommandOptions): Promise<void> {
  const { all, list, json, pause, live, replay, report, within } = options;
  if (list) {
    printList(json === true);
    return;
  }
  // What is wrong with a scenario is told before anything is done.
  const scenarios = scenariosOf(names, all === true, within);
  const stack = await chosenStack(options.stack);
  const lab = await openLab(stack);
  const undo = putBackOnSignals(new Undo());
  const write = (line: string): void => console.log(line);
  const narrator = json
    ? silent
    : terminalNarrator(write, () =>
        pause ? waitForKey((text) => write(paint("yellow", text))) : Promise.resolve(),
      );
  const endpoints = replay ? undefined : await findEndpoints(lab.docker, stack, lab.outputs, undo);
  const runs = await playAll(dockerLab(stack, lab.docker, lab.outputs), scenarios, {
    narrator,
    undo,
    live: endpoints,
    wanted: live ? "live" : replay ? "replay" : undefined,
    onRun: async (run) => {
      if (report !== undefined) {
        const file = await (await import("../demo/write-report.ts")).writeReport(run, report);
        narrator.detail(`the report is ${file}`);
      }
      if (!json && scenarios.length > 1) {
        write("");
      }
    },
  });
  if (report !== undefined && runs.length > 1) {
    const file = await (await import("../demo/write-report.ts")).writeReportIndex(runs, report);
    narrator.detail(`all reports are in ${file}`);
  }
  if (json) {
    console.log(JSON.stringify({ stack, runs }));
  } else if (runs.length > 1) {
    const failed = runs.filter(({ verdict }) => verdict === "failed").map(({ scenario }) => scenario.name);
    const said =
      failed.length === 0
        ? paint("green", `${runs.length} scenarios, and each was as it must be.`)
        : paint("red", `${failed.length} of ${runs.length} scenarios failed: ${failed.join(", ")}.`);
    console.log(said);
  }
  process.exitCode = runs.every(({ verdict }) => verdict === "passed") ? 0 : 1;
}

function printList(json: boolean): void {
  const scenarios = scenarioNames().map(readScenario);
  if (json) {
    const listed = scenarios.map(({ name, title, techniques }) => ({ name, title, techniques }));
    console.log(JSON.stringify({ scenarios: listed }));
    return;
  }
  const width = Math.max(...scenarios.map(({ name }) => name.length));
  for (const { name, title, techniques } of scenarios) {
    console.log(
      `${paint("bold", name.padEnd(width))}  ${title} ${paint("dim", techniques.map(({ id }) => id).join(" "))}`,
    );
  }
}
