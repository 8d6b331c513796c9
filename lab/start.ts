// `npm start`: from nothing to a rehearsal lab in which one alert has gone all its way.
import { duration, openReport } from "../engine/report.ts";
import { readScenario } from "../scenarios/scenario.ts";
import { bringUp } from "./bring-up.ts";
import { playScenario } from "./demo.ts";
import { failure } from "./failure.ts";
import { heading, hopLine, remark, urlLines, verdict } from "./output.ts";
import { openSession } from "./session.ts";

const stackName = "rehearsal";
const began = Date.now();

try {
  const session = await openSession(openReport());
  const outputs = await (await bringUp(session, stackName)).outputs();
  const scenario = readScenario("dns");
  console.log(`\n${heading(scenario.title)}\n${remark(scenario.story)}`);
  const started = new Date().toISOString();
  const result = await playScenario(session.docker, outputs, scenario, {
    deadline: 60,
    onHop: (evidence) => console.log(hopLine(evidence, started)),
  });
  console.log(`${verdict(result)}\n\n${heading("The lab")}\n${urlLines(outputs).join("\n")}`);
  console.log(
    remark(
      `\nPasswords: npm run pulumi -- stack output --show-secrets -s ${stackName}\n` +
        `Take it down: npm run lab -- down ${stackName}\nAll of this took ${duration(Date.now() - began)}.`,
    ),
  );
  process.exitCode = result.missing === undefined ? 0 : 1;
} catch (error) {
  console.error(failure(error));
  process.exitCode = 1;
}
