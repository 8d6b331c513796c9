// `npm start`: from nothing to a rehearsal lab in which one alert has gone all its way.
import { duration, openReport } from "../engine/report.ts";
import { readScenario } from "../scenarios/scenario.ts";
import { bringUp } from "./bring-up.ts";
import { playAll } from "./demo/demo.ts";
import { dockerLab } from "./demo/lab.ts";
import { terminalNarrator } from "./demo/terminal-narrator.ts";
import { failure } from "./failure.ts";
import { heading, remark, urlLines } from "./output.ts";
import { preflight } from "./preflight.ts";
import { openSession } from "./session.ts";

const stackName = "rehearsal";
const began = Date.now();

try {
  const session = await openSession(openReport(), stackName);
  await preflight(stackName, session);
  const { outputs } = await bringUp(session, stackName);
  const narrator = terminalNarrator(
    (line) => console.log(line),
    () => Promise.resolve(),
  );
  console.log();
  const scenarios = [readScenario("dns")];
  const runs = await playAll(dockerLab(stackName, session.docker, outputs), scenarios, { narrator });
  console.log(`\n${heading("The lab")}\n${urlLines(outputs).join("\n")}`);
  console.log(
    remark(
      `\nPasswords: npm run pulumi -- stack output --show-secrets -s ${stackName}\n` +
        `Take it down: npm run lab -- down ${stackName}\nAll of this took ${duration(Date.now() - began)}.`,
    ),
  );
  process.exitCode = runs.every(({ verdict }) => verdict === "passed") ? 0 : 1;
} catch (error) {
  console.error(failure(error));
  process.exitCode = 1;
}
