// Plays every event of events/ at the manager's stand-in with the lab's own ossec.conf, decoders and rules, the compiled
// custom-misp, and MISP's stand-in: each from an agent of its own.
import type { ExecutionContext } from "ava";
import { buildCustomMisp } from "../../build/custom-misp.ts";
import { detectionFiles } from "../../components/wazuh/detection-files.ts";
import { renderOssecConf } from "../../components/wazuh/ossec-conf.ts";
import type { Trace } from "../../integration-script/trace.ts";
import { adminKey, misp as startMisp } from "../rehearsal/misp/support.ts";
import { runManager } from "../rehearsal/wazuh-manager/running-manager.ts";
import { casesOf, mispEvents, type SourceCase, sources } from "./cases.ts";
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

const fromAgent = ({ queued }: SourceCase, index: number): string =>
  datagramOf({
    ...queued!,
    location: queued!.location.replace(/^\[\d+\] \(\w+\)/, `[${agentOf(index)}] (host${agentOf(index)})`),
  });

/** What came of all of them: the lines of alerts.json, and custom-misp's calls. */
export interface Played {
  readonly lines: readonly string[];
  readonly alerts: readonly Alert[];
  readonly calls: readonly Trace[];
}

/** Plays all of them, and returns when the last call of custom-misp is over. */
export async function play(t: ExecutionContext): Promise<Played> {
  const server = await startMisp(t, { redirectToHttps: false });
  for (const event of mispEvents) {
    t.is((await server.ask("POST", "/events/add", { Event: event })).status, 200);
  }
  const url = `http://127.0.0.1:${server.httpPort}`;
  const manager = await runManager(t, {
    files: {
      "etc/ossec.conf": renderOssecConf({
        settings: { archives: true, vulnerabilityDetection: false },
        misp: { url, publicUrl: "https://misp.lab", key_file: "etc/custom-misp/key", ca_file: "" },
        indexer: undefined,
      }),
      ...Object.fromEntries(detectionFiles().map(({ path, content }) => [path, content])),
      "etc/custom-misp/key": `${adminKey}\n`,
    },
    programs: { "integrations/custom-misp": (await buildCustomMisp()).path },
  });
  for (const [index, each] of cases.entries()) {
    await manager.send(fromAgent(each, index));
  }
  const alerting = cases.filter(({ alert }) => alert !== "none").length;
  await manager.lines("logs/alerts/alerts.json", alerting + cases.filter(({ raised }) => raised).length);
  // integratord takes one alert after the other: once this one's call is over, no other is under way.
  const last = 800;
  await manager.send(
    fromAgent(
      cases.find(({ event }) => event === "an unknown domain is looked up")!,
      last,
    ),
  );
  await manager.until("logs/integrations.log", `"agent_id":"${agentOf(last)}"`);
  const linesOf = async (path: string) =>
    (await manager.read(path))
      .trimEnd()
      .split("\n")
      .filter((line) => !line.includes(`"${agentOf(last)}"`));
  const lines = await linesOf("logs/alerts/alerts.json");
  return {
    lines,
    alerts: lines.map((line) => JSON.parse(line) as Alert),
    calls: (await linesOf("logs/integrations.log")).map((line) => JSON.parse(line) as Trace),
  };
}
