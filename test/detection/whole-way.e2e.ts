// The manager's stand-in with the lab's own ossec.conf, decoders and rules, the compiled custom-misp, and MISP's stand-in:
// every event of events/ at once, each from an agent of its own.
import test, { type ExecutionContext } from "ava";
import { buildCustomMisp } from "../../build/custom-misp.ts";
import { detectionFiles } from "../../components/wazuh/detection-files.ts";
import { renderOssecConf } from "../../components/wazuh/ossec-conf.ts";
import type { Trace } from "../../integration-script/trace.ts";
import { adminKey, misp as startMisp } from "../rehearsal/misp/support.ts";
import { runManager } from "../rehearsal/wazuh-manager/running-manager.ts";
import { casesOf, mispEvents, type SourceCase, sources } from "./cases.ts";
import { datagramOf } from "./run-case.ts";

/** One alert of alerts.json, as far as it is looked at. */
interface Alert {
  readonly id: string;
  readonly rule: {
    readonly id: string;
    readonly level: number;
    readonly groups: readonly string[];
    readonly mitre?: { readonly id: readonly string[] };
  };
  readonly agent: { readonly id: string };
  readonly data?: {
    readonly misp?: {
      readonly indicator: { readonly value: string; readonly kind: string };
      readonly source: { readonly alert_id: string; readonly agent_id: string };
    };
  };
}

const cases = sources.flatMap(casesOf).filter(({ queued }) => queued);

/** An agent for each event, so that none is a repetition of another, and no rule of company counts them together. */
const agentOf = (index: number): string => String(101 + index);
const fromAgent = ({ queued }: SourceCase, index: number): string =>
  datagramOf({
    ...queued!,
    location: queued!.location.replace(/^\[\d+\] \(\w+\)/, `[${agentOf(index)}] (host${agentOf(index)})`),
  });

async function lab(t: ExecutionContext) {
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
  return { server, manager };
}

test("every event becomes the alert, the look-up and the match that is expected of it, and nothing else", async (t) => {
  const { manager } = await lab(t);
  for (const [index, each] of cases.entries()) {
    await manager.send(fromAgent(each, index));
  }
  const called = cases.filter(({ indicators }) => Array.isArray(indicators)).length;
  const alerting = cases.filter(({ alert }) => alert !== "none").length;
  const matching = cases.filter(({ raised }) => raised).length;
  await manager.lines("logs/alerts/alerts.json", alerting + matching);
  // integratord takes one alert after the other: once this one's call is over, no other is under way.
  const last = cases.findIndex(({ event }) => event === "an unknown domain is looked up");
  await manager.send(fromAgent(cases[last]!, 800));
  const ofOthers = ({ agent }: { agent: string }) => agent !== agentOf(800);
  await manager.until("logs/integrations.log", `"agent_id":"${agentOf(800)}"`);
  const linesOf = async (path: string) =>
    (await manager.read(path))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown);
  const calls = ((await linesOf("logs/integrations.log")) as Trace[]).filter(({ agent_id }) =>
    ofOthers({ agent: agent_id! }),
  );
  const alerts = ((await linesOf("logs/alerts/alerts.json")) as Alert[]).filter(({ agent }) =>
    ofOthers({ agent: agent.id }),
  );
  t.is(calls.length, called, "custom-misp is called for nothing else, and not for its own events");
  t.is(alerts.length, alerting + matching, "no other alert was written");
  for (const [index, each] of cases.entries()) {
    const agent = agentOf(index);
    const [first, second, ...more] = alerts.filter((alert) => alert.agent.id === agent);
    const call = calls.find(({ agent_id }) => agent_id === agent);
    t.deepEqual(first ? alertOf(first) : "none", each.alert, each.event);
    t.deepEqual(call?.indicators ?? "not called", each.indicators ?? "not called", each.event);
    t.is(second !== undefined, each.raised !== undefined, each.event);
    t.deepEqual(more, [], each.event);
    if (second && each.raised) {
      const { indicator, mitre, ...raised } = each.raised;
      const { indicator: found, source } = second.data!.misp!;
      t.deepEqual(alertOf(second), raised, each.event);
      t.deepEqual(second.rule.mitre?.id, mitre);
      t.is(`${found.kind}:${found.value}`, indicator);
      t.is(source.alert_id, first!.id);
    }
  }
});

const alertOf = ({ rule: { id, level, groups } }: Alert) => ({ rule: Number(id), level, groups });
