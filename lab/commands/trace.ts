import { configurator } from "../../components/readiness/status.ts";
import { missingHop, type Trace } from "../../evidence/hop.ts";
import { chosenStack } from "../chosen-stack.ts";
import { dockerExec } from "../docker-exec.ts";
import { dockerOf } from "../docker-of.ts";
import { presentContainers, refuseAbsent } from "../expected.ts";
import { configurationOf } from "../lab-configuration.ts";
import { UsageError } from "../lab-error.ts";
import { hopLine, remark, verdict } from "../output.ts";
import { readStackFile } from "../stack-file.ts";
import { readLabStatus } from "../status/read.ts";
import { printable } from "../terminal.ts";
import { likelyCauses, notReadyFor, type LikelyCause } from "../trace/causes.ts";

export interface TraceOptions {
  readonly stack?: string;
  readonly last?: true;
  readonly json?: true;
}

/**
 * `lab trace`: how far one alert got, by the evidence of each hop, and for the first one that is missing why that may be.
 * Exit code 1 when a hop is missing.
 */
export async function trace(
  subject: string | undefined,
  { stack: named, last, json }: TraceOptions,
): Promise<void> {
  const question = questionFor(subject, last);
  const stack = await chosenStack(named);
  const docker = await dockerOf(stack);
  const containers = await presentContainers(docker, stack);
  const inside = containers[configurator];
  if (inside === undefined) {
    return await refuseAbsent(docker, stack);
  }
  const answer = await dockerExec(docker, inside, ["node", "/opt/lab/evidence.js", ...question]);
  const traced = JSON.parse(answer) as Trace;
  const missing = missingHop(traced);
  const { profile } = await configurationOf(await readStackFile(stack));
  const causes = missing === undefined ? [] : likelyCauses(missing, traced, { stack, profile, containers });
  const notReady =
    missing === undefined ? [] : notReadyFor(missing, (await readLabStatus(docker, stack)).systems);
  const why = [
    ...(traced.troubles ?? []),
    ...(traced.ended === undefined ? [] : [traced.ended]),
    ...notReady.map(({ system, detail }) => `${system} is not ready now: ${printable(detail)}`),
    ...causeLines(causes),
  ];
  if (json) {
    console.log(JSON.stringify({ stack, ...traced, ...(missing && { missing, notReady, causes }) }));
  } else if (traced.passed.length === 0) {
    console.log([notFound(subject, stack), ...why].join("\n"));
  } else {
    const started = traced.passed[0]!.time;
    const lines = [
      ...traced.passed.map((evidence) => hopLine(evidence, started)),
      verdict({ ...traced, missing }),
      ...why,
    ];
    console.log(lines.join("\n"));
  }
  process.exitCode = missing === undefined ? 0 : 1;
}

/** What is asked inside the lab. An alert's id is two numbers with a point between; an address has three points. */
function questionFor(subject: string | undefined, last: true | undefined): string[] {
  if ((subject === undefined) === (last === undefined)) {
    throw new UsageError(
      "Say which alert: its id as Wazuh writes it, such as 1795506876.19470, an indicator of it, or --last.",
    );
  }
  if (subject === undefined) {
    return ["--last"];
  }
  // As one argument with `=`: an indicator may begin with a hyphen.
  return /^\d+\.\d+$/.test(subject) ? [`--alert=${subject}`] : [`--indicator=${subject}`];
}

function notFound(subject: string | undefined, stack: string): string {
  return subject === undefined
    ? `The lab ${stack} has raised no alert yet. \`npm run lab -- demo dns --stack ${stack}\` raises one.`
    : `There is no alert ${subject} in the lab ${stack}.`;
}

const causeLines = (causes: readonly LikelyCause[]): string[] => [
  ...(causes.length > 0 ? ["Likely causes, and how to look:"] : []),
  ...causes.flatMap(({ cause, check }, index) => [`  ${index + 1}. ${cause}`, remark(`     ${check}`)]),
];
