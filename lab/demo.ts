import { randomUUID } from "node:crypto";
import type Docker from "dockerode";
import { hops, type Hop, type HopEvidence, type Trace } from "../evidence/hop.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { dockerExec } from "./docker-exec.ts";
import type { LabOutputs } from "./stack.ts";
import { sysmonMessage } from "./telemetry/sysmon.ts";

/** What a run of a scenario came to. */
export interface DemoResult {
  readonly scenario: string;
  readonly alertId?: string | undefined;
  readonly started: string;
  readonly passed: readonly HopEvidence[];
  /** The first hop that was not passed in time, or undefined when all were. */
  readonly missing?: Hop | undefined;
}

export interface DemoOptions {
  /** Seconds that the whole way may take. */
  readonly deadline: number;
  /** Called with each hop as soon as there is evidence of it. */
  readonly onHop?: (evidence: HopEvidence) => void;
}

/** The executable that integratord runs, which can also send recorded events as an agent would. */
const customMisp = "/var/ossec/integrations/custom-misp";

/**
 * Plays a scenario: its events go into the manager's queue as they come from an agent, and the alert is followed, from
 * inside the lab, until it is a ticket. Each run's events carry a process id of their own, by which they are found again.
 */
export async function playScenario(
  docker: Docker,
  { containers }: LabOutputs,
  scenario: Scenario,
  { deadline, onHop }: DemoOptions,
): Promise<DemoResult> {
  const started = new Date();
  const processGuid = `{${randomUUID()}}`;
  const events = scenario.telemetry.map(({ agent, sysmon }, index) => ({
    queue: "f",
    location: `[${agent.id}] (${agent.name}) any->EventChannel`,
    message: sysmonMessage(
      { event: sysmon.event, data: { ProcessGuid: processGuid, ...sysmon.data } },
      { computer: agent.name.toUpperCase(), time: started, recordId: index + 1 },
    ),
  }));
  await dockerExec(docker, containerOf(containers, "wazuh-manager"), [customMisp, "replay", "-"], {
    input: events.map((event) => `${JSON.stringify(event)}\n`).join(""),
  });

  let trace: Trace = { passed: [] };
  const follow = ["node", "/opt/lab/evidence.js", "--text", processGuid, "--wait", deadline.toString()];
  await dockerExec(docker, containerOf(containers, "configurator"), follow, {
    onLine: (line) => {
      const before = new Set(trace.passed.map(({ hop }) => hop));
      trace = JSON.parse(line) as Trace;
      trace.passed.filter(({ hop }) => !before.has(hop)).forEach((evidence) => onHop?.(evidence));
    },
  });
  const passed = new Set(trace.passed.map(({ hop }) => hop));
  const missing = hops.find((hop) => !passed.has(hop));
  return {
    scenario: scenario.name,
    started: started.toISOString(),
    passed: trace.passed,
    alertId: trace.alertId,
    missing,
  };
}

function containerOf(containers: LabOutputs["containers"], system: string): string {
  const name = containers[system];
  if (name === undefined) {
    throw new Error(`This lab has no ${system}, which the demonstration needs.`);
  }
  return name;
}
