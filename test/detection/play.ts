// Plays every event of events/ in the lab as it is deployed, each from an agent of its own.
import type { Trace } from "../../integration-script/trace.ts";
import { casesOf, mispEvents, type SourceCase, sources } from "./cases.ts";
import type { Ending } from "./deployed/ending.ts";
import { type DeployedLab, startDeployedLab } from "./deployed/lab.ts";
import { datagramOf } from "./run-case.ts";

/** One alert of alerts.json, as far as it is looked at. */
export interface Alert {
  readonly id: string;
  readonly rule: {
    readonly id: string;
    readonly level: number;
    readonly groups: readonly string[];
    readonly mitre?: { readonly id: readonly string[] };
  };
  readonly agent: { readonly id: string; readonly name: string };
  readonly data?: {
    readonly misp?: {
      readonly indicator: { readonly value: string; readonly kind: string };
      readonly threat_level: string;
      readonly source: { readonly alert_id: string; readonly agent_name: string };
    };
  };
}

/** The events that endpoints send. */
export const cases = sources.flatMap(casesOf).filter(({ queued }) => queued);

/** An agent for each event, so that none is a repetition of another, and no rule of company counts them together. */
export const agentOf = (index: number): string => String(101 + index);

/** The first of the agents of an event that MISP does not know, which are the last to send. */
const last = 800;

const fromAgent = ({ queued }: SourceCase, index: number): string =>
  datagramOf({
    ...queued!,
    location: queued!.location.replace(/^\[\d+\] \(\w+\)/, `[${agentOf(index)}] (host${agentOf(index)})`),
  });

/** What came of all of them: the lab, its alerts, and custom-misp's calls. */
export interface Played {
  readonly lab: DeployedLab;
  readonly alerts: readonly Alert[];
  readonly calls: readonly Trace[];
}

/** Plays all of them, and returns when the last call of custom-misp is over. */
export async function play(t: Ending): Promise<Played> {
  const lab = await startDeployedLab(t);
  const { manager } = lab;
  for (const event of mispEvents) {
    await lab.misp.post("/events/add", { Event: event });
  }
  for (const [index, each] of cases.entries()) {
    await manager.send(fromAgent(each, index));
  }
  // integratord takes one alert after the other: once this one's call is over, no other is under way. What calls have
  // returned is in the queue then, before the next event, and has been read when that one has become an alert.
  const unknown = cases.find(({ event }) => event === "an unknown domain is looked up")!;
  for (const index of [last, last + 1]) {
    await manager.send(fromAgent(unknown, index));
    if (!(await arrived(manager.until("logs/integrations.log", `"agent_id":"${agentOf(index)}"`)))) {
      break;
    }
  }
  const linesOf = async <T>(path: string): Promise<T[]> =>
    (await manager.read(path)).split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as T]));
  return {
    lab,
    alerts: await linesOf<Alert>("logs/alerts/alerts.json"),
    calls: await linesOf<Trace>("logs/integrations.log"),
  };
}

/** Whether something came; where it never does, what is there tells more than that it was waited for in vain. */
const arrived = (wait: Promise<unknown>): Promise<boolean> =>
  wait.then(
    () => true,
    () => false,
  );
