import { hops, type Trace } from "../../evidence/hop.ts";
import { dockerExec } from "../docker-exec.ts";
import { LabError } from "../failure.ts";
import { hopLine, verdict } from "../output.ts";
import { openLab } from "../session.ts";

/** `lab trace`: how far one alert got, by the evidence of each hop. Exit code 1 when a hop is missing. */
export async function trace(alert: string, { stack, json }: { stack: string; json?: true }): Promise<void> {
  if (!/^\d+\.\d+$/.test(alert)) {
    throw new LabError(
      `"${alert}" is not an alert's id: Wazuh writes it as two numbers with a point between.`,
    );
  }
  const { docker, outputs } = await openLab(stack);
  const program = ["node", "/opt/lab/evidence.js", "--alert", alert];
  const traced = JSON.parse(await dockerExec(docker, outputs.containers["configurator"]!, program)) as Trace;
  const passed = new Set(traced.passed.map(({ hop }) => hop));
  const missing = hops.find((hop) => !passed.has(hop));
  if (json) {
    console.log(JSON.stringify({ stack, ...traced, ...(missing && { missing }) }));
  } else {
    const started = traced.passed[0]?.time ?? "";
    console.log(
      [...traced.passed.map((evidence) => hopLine(evidence, started)), verdict({ ...traced, missing })].join(
        "\n",
      ),
    );
  }
  process.exitCode = missing === undefined ? 0 : 1;
}
