import type Docker from "dockerode";
import type { AlertDetails } from "../../evidence/details.ts";
import type { Hop, Trace } from "../../evidence/hop.ts";
import type { Counted, Tally } from "../../evidence/tally.ts";
import { dockerExec } from "../docker-exec.ts";
import { LabError } from "../lab-error.ts";
import type { LabOutputs } from "../stack.ts";
import type { QueuedEvent } from "../telemetry/events.ts";

/** Which alert is followed: by text that its event has in it, since a time. */
export interface FollowedSubject {
  readonly text: string;
  /** ISO 8601: what was before counts for nothing. */
  readonly since?: string;
}

/** What a demonstration does with a lab, and asks of it. */
export interface DemoLab {
  readonly stack: string;
  readonly profile: "full" | "rehearsal";
  readonly urls: Readonly<Record<string, string>>;
  /** Puts events into the manager's queue, as agents would send them. */
  replay(events: readonly QueuedEvent[]): Promise<void>;
  /** Follows an alert until a hop, or for that many seconds. */
  follow(
    subject: FollowedSubject,
    until: Hop,
    seconds: number,
    onTrace?: (trace: Trace) => void,
  ): Promise<Trace>;
  details(alertId: string): Promise<AlertDetails>;
  /** Counts a run's events, as soon as all goals are reached or the seconds are over. */
  tally(text: string, goals: ReadonlyMap<Counted, number>, seconds: number): Promise<Tally>;
  /** When an indicator last came back enriched, in milliseconds since 1970; undefined where it never did. */
  lastSeen(values: readonly string[]): Promise<number | undefined>;
  stopMisp(): Promise<void>;
  /** Starts MISP, and ends when its container is healthy or the seconds are over. */
  startMisp(seconds: number): Promise<void>;
  /** Runs a command of custom-misp on the manager. @throws {ExecError} with what it said when it failed */
  customMisp(command: string): Promise<string>;
  /** Adds an indicator to MISP. @returns what {@link removeIndicator} takes it away by */
  addIndicator(indicator: { type: string; value: string }): Promise<string>;
  removeIndicator(uuid: string): Promise<void>;
  /** Versions of the systems with an API, by name. */
  systemVersions(): Promise<Readonly<Record<string, string>>>;
  /** Runs a program in a system's container and gives what it printed. */
  run(system: string, command: readonly string[]): Promise<string>;
  /** Version of the Docker Engine. */
  dockerVersion(): Promise<string>;
}

/** The executable that integratord runs, which can also send recorded events as an agent would. */
const customMisp = "/var/ossec/integrations/custom-misp";
const evidence = ["node", "/opt/lab/evidence.js"];
const configurator = ["node", "/opt/lab/configurator.js"];

/** A lab on Docker, reached by Docker's API alone: it may be on another machine. */
export function dockerLab(
  stack: string,
  docker: Docker,
  { profile, urls, containers }: Pick<LabOutputs, "profile" | "urls" | "containers">,
): DemoLab {
  const container = (system: string): string => {
    const name = containers[system];
    if (name === undefined) {
      throw new LabError(`The lab ${stack} has no ${system}, which the demonstration needs.`);
    }
    return name;
  };
  const exec = (
    system: string,
    command: readonly string[],
    options: Parameters<typeof dockerExec>[3] = {},
  ): Promise<string> => dockerExec(docker, container(system), command, options);
  const lastLine = (text: string): unknown => JSON.parse(text.trim().split("\n").at(-1)!) as unknown;
  const misp = (): Docker.Container => docker.getContainer(container("misp"));

  return {
    stack,
    profile: profile === "rehearsal" ? "rehearsal" : "full",
    urls,
    replay: async (events) => {
      const input = events.map(({ queue, location, message }) =>
        JSON.stringify({ queue, location, message }),
      );
      await exec("wazuh-manager", [customMisp, "replay", "-"], { input: `${input.join("\n")}\n` });
    },
    follow: async ({ text, since }, until, seconds, onTrace = () => undefined) => {
      let trace: Trace = { passed: [] };
      const sinceWhen = since === undefined ? [] : ["--since", since];
      const command = [
        ...evidence,
        "--text",
        text,
        ...sinceWhen,
        "--hop",
        until,
        "--wait",
        seconds.toString(),
      ];
      await exec("configurator", command, {
        onLine: (line) => {
          trace = JSON.parse(line) as Trace;
          onTrace(trace);
        },
      });
      return trace;
    },
    details: async (alertId) =>
      JSON.parse(await exec("configurator", [...evidence, "--alert", alertId, "--details"])) as AlertDetails,
    tally: async (text, goals, seconds) => {
      const until = [...goals].flatMap(([name, number]) => ["--until", `${name}=${number}`]);
      const command = [...evidence, "--text", text, "--tally", ...until, "--wait", seconds.toString()];
      return lastLine(await exec("configurator", command)) as Tally;
    },
    lastSeen: async (values) => {
      const command = [...evidence, ...values.flatMap((value) => ["--seen", value])];
      const { time } = JSON.parse(await exec("configurator", command)) as { time?: string };
      return time === undefined ? undefined : Date.parse(time);
    },
    stopMisp: async () => {
      await misp().stop();
    },
    startMisp: (seconds) => startAndWait(misp(), seconds),
    customMisp: (command) => exec("wazuh-manager", [customMisp, command]),
    addIndicator: async (indicator) =>
      (
        await exec("configurator", [...configurator, "add-event"], { input: JSON.stringify(indicator) })
      ).trim(),
    removeIndicator: async (uuid) => {
      await exec("configurator", [...configurator, "remove-event", uuid]);
    },
    systemVersions: async () =>
      JSON.parse(await exec("configurator", [...evidence, "--versions"])) as Record<string, string>,
    run: (system, command) => exec(system, command),
    dockerVersion: async () => (await docker.version()).Version,
  };
}

async function startAndWait(container: Docker.Container, seconds: number): Promise<void> {
  const { State: before } = await container.inspect();
  if (!before.Running) {
    await container.start();
  }
  const end = Date.now() + seconds * 1_000;
  for (;;) {
    const { State } = await container.inspect();
    // Without a check of its own nothing more can be known from here.
    if (State.Running && (State.Health?.Status ?? "healthy") === "healthy") {
      return;
    }
    if (Date.now() > end) {
      throw new LabError(
        `MISP was started again and is not healthy after ${seconds} s: \`lab status\` tells why.`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
