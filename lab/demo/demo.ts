import { readScenario, scenarioNames, type Scenario } from "../../scenarios/scenario.ts";
import { LabError } from "../lab-error.ts";
import type { DemoLab } from "./lab.ts";
import type { LiveEndpoints } from "./live/live.ts";
import { modeOf, type WantedMode } from "./mode.ts";
import type { Narrator } from "./narrator.ts";
import { playScenario } from "./play.ts";
import type { Run } from "./run.ts";
import { Undo } from "./undo.ts";
import { versionsOf } from "./versions.ts";

export interface DemoOptions {
  /** What the user asked for; without it live where the lab has endpoints for it. */
  readonly wanted?: WantedMode | undefined;
  readonly live?: LiveEndpoints | undefined;
  readonly narrator: Narrator;
  readonly undo?: Undo;
  /** Called with each record as soon as it is there. */
  readonly onRun?: (run: Run) => Promise<void>;
}

/**
 * The scenarios of these names, or all.
 *
 * @param within seconds for each alert and each check, in place of the scenario's own
 * @throws {LabError} with the names that there are, or with what is wrong with a file
 */
export function scenariosOf(names: readonly string[], all: boolean, within?: number): Scenario[] {
  const scenarios = (all ? scenarioNames() : names).map(read);
  return within === undefined
    ? scenarios
    : scenarios.map((scenario) => ({
        ...scenario,
        steps: scenario.steps.map((step) => ({ ...step, within })),
      }));
}

function read(name: string): Scenario {
  try {
    return readScenario(name);
  } catch (error) {
    throw new LabError((error as Error).message, { cause: error });
  }
}

/** Plays scenarios one after the other, and gives their records. */
export async function playAll(
  lab: DemoLab,
  scenarios: readonly Scenario[],
  { wanted, live, narrator, undo = new Undo(), onRun }: DemoOptions,
): Promise<Run[]> {
  const modes = scenarios.map((scenario) => modeOf(scenario, lab.profile, wanted, live));
  const versions = await versionsOf(lab);
  const runs: Run[] = [];
  for (const [index, scenario] of scenarios.entries()) {
    const run = await playScenario(lab, scenario, { mode: modes[index]!, narrator, undo, versions });
    runs.push(run);
    await onRun?.(run);
  }
  return runs;
}
