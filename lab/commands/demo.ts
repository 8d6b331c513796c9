import { readScenario } from "../../scenarios/scenario.ts";
import { playScenario, type DemoResult } from "../demo.ts";
import { heading, hopLine, remark, verdict } from "../output.ts";
import { openLab } from "../session.ts";

/** Seconds that an alert's whole way may take. */
const deadline = 60;

/** `lab demo`: plays scenarios one after the other. Exit code 1 when an alert did not pass every hop. */
export async function demo(
  names: readonly string[],
  { stack, json }: { stack: string; json?: true },
): Promise<void> {
  const scenarios = names.map(readScenario);
  const lab = await openLab(stack);
  const results: DemoResult[] = [];
  for (const scenario of scenarios) {
    const say = (line: string): void => {
      if (!json) {
        console.log(line);
      }
    };
    say(`${heading(`${scenario.name}: ${scenario.title}`)}\n${remark(scenario.story)}`);
    const started = new Date().toISOString();
    const onHop = (evidence: Parameters<typeof hopLine>[0]): void => say(hopLine(evidence, started));
    const result = await playScenario(lab.docker, lab.outputs, scenario, { deadline, onHop });
    say(verdict(result));
    results.push(result);
  }
  if (json) {
    console.log(JSON.stringify({ stack, results }));
  }
  process.exitCode = results.every(({ missing }) => missing === undefined) ? 0 : 1;
}
