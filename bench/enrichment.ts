// What an alert costs: custom-misp beside a plain Python script, on one machine, by turns, against a MISP that answers
// at once. `npm run bench -- enrichment`
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import Table from "cli-table3";
import { buildCustomMisp } from "../build/custom-misp.ts";
import type { Trace } from "../integration-script/trace.ts";
import {
  type Measured,
  median,
  medianProcessor,
  mirrored,
  quartile,
  Stage,
  sum,
} from "./enrichment/stage.ts";

/** One line of the table. */
interface Line {
  readonly what: string;
  readonly peer?: string;
  readonly ours: string;
  readonly ratio?: number;
  /** The ratio of the peer's fast runs to our slow ones, and of its slow ones to our fast ones, by quartiles. */
  readonly spread?: readonly [least: number, most: number];
  /** The same of the time on a processor. */
  readonly processorRatio?: number;
  /** What was wanted, and whether it was reached. */
  readonly goal?: readonly [text: string, reached: boolean];
}

const milliseconds = (value: number): string =>
  value >= 1000 ? `${(value / 1000).toFixed(1)} s` : `${value.toFixed(1)} ms`;

const alertOf = (id: string, queryName: string) => ({
  timestamp: "2026-11-24T07:54:36.878+0000",
  rule: { level: 3, description: "Sysmon event 22", id: "100722", groups: ["sysmon_event_22"] },
  agent: { id: "001", name: "win10", ip: "172.20.0.3" },
  manager: { name: "wazuh.manager" },
  id,
  decoder: { name: "windows_eventchannel" },
  data: {
    win: {
      system: { providerName: "Microsoft-Windows-Sysmon", eventID: "22", computer: "WIN10" },
      eventdata: { image: "C:\\\\chrome.exe", queryName, queryStatus: "0", queryResults: "-" },
    },
  },
  location: "EventChannel",
});

const alertFile = (stage: Stage, name: string, queryName: string): Promise<string> =>
  stage.write(`${name}.alert`, `${JSON.stringify(alertOf("1795506876.19375", queryName))}\n`);

const against = (what: string, peer: Measured, ours: Measured, wanted: number): Line => {
  const ratio = median(peer) / median(ours);
  return {
    what,
    peer: milliseconds(median(peer)),
    ours: milliseconds(median(ours)),
    ratio,
    spread: [quartile(peer, 1) / quartile(ours, 3), quartile(peer, 3) / quartile(ours, 1)],
    processorRatio: medianProcessor(peer) / medianProcessor(ours),
    goal: [`${wanted} times`, ratio >= wanted],
  };
};

/** One alert: MISP asked, with and without TLS; from the store; with nothing to look up; and the least there can be. */
const benchOneAlert = async (stage: Stage): Promise<Line[]> => {
  const known = await alertFile(stage, "known", "known.example");
  const nothing = await alertFile(stage, "nothing", "WORKSTATION7");
  const asking = await stage.write("asking.json", '{"hit_seconds":0,"repeat_seconds":0}');
  const askingTls = await stage.write(
    "asking-tls.json",
    '{"hit_seconds":0,"repeat_seconds":0,"ca_file":"etc/custom-misp/ca.pem","store":"logs/tls"}',
  );
  const storing = await stage.write("storing.json", '{"repeat_seconds":0,"store":"logs/stored"}');
  const commands = [
    stage.peerCall(known),
    stage.peerCall(known, stage.tlsUrl),
    stage.call(known, asking),
    stage.call(known, askingTls, stage.tlsUrl),
    stage.call(known, storing),
    stage.call(nothing, storing),
    stage.bareCall(known),
  ];
  await stage.run(commands, 1, 2);
  const [peer, peerTls, asked, askedTls, stored, idle, bare] = (await stage.run(commands, 5, 8)) as [
    Measured,
    Measured,
    Measured,
    Measured,
    Measured,
    Measured,
    Measured,
  ];
  return [
    against("one alert, MISP asked", peer, asked, 15),
    against("one alert, MISP asked over TLS", peerTls, askedTls, 15),
    against("one alert, from the store", peer, stored, 20),
    { what: "one alert with nothing to look up", ours: milliseconds(median(idle)) },
    { what: "the least: read the file, send a datagram", ours: milliseconds(median(bare)) },
    {
      what: "most memory for one alert",
      peer: `${peer.megabytes.toFixed(0)} MB`,
      ours: `${Math.max(asked.megabytes, askedTls.megabytes, stored.megabytes).toFixed(0)} MB`,
      goal: ["below 80 MB", Math.max(asked.megabytes, askedTls.megabytes, stored.megabytes) < 80],
    },
  ];
};

/** Alerts one after the other, as integratord does it: a hundred names, a tenth of them known. */
const benchOneByOne = async (stage: Stage): Promise<Line> => {
  const count = 1000;
  const options = await stage.write("one-by-one.json", '{"store":"logs/one-by-one"}');
  const files = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      alertFile(stage, `serial-${index}`, `${index % 10 === 0 ? "known" : "good"}${index}.example`),
    ),
  );
  const ours = await stage.run(
    files.map((file) => stage.call(file, options)),
    count / files.length,
  );
  // The peer asks each time: a tenth of the alerts tell what all of them take.
  const peer = await stage.run(
    files.map((file) => stage.peerCall(file)),
    1,
  );
  const total = (runs: readonly Measured[]) => runs.reduce((all, each) => all + sum(each), 0);
  const [peerTotal, oursTotal] = [total(peer) * (count / files.length), total(ours)];
  return {
    what: `${count} alerts one after the other (the peer: 100, times 10)`,
    peer: milliseconds(peerTotal),
    ours: milliseconds(oursTotal),
    ratio: peerTotal / oursTotal,
  };
};

const lastTrace = async (stage: Stage): Promise<Trace> => {
  const text = await readFile(join(stage.folder, "logs/integrations.log"), "utf8");
  const calls = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Trace);
  return calls.findLast(({ alerts }) => alerts !== undefined)!;
};

/** One file of ten thousand alerts with a thousand indicators, a hundred of them known. */
const benchBatch = async (stage: Stage, perCall: number): Promise<Line[]> => {
  const count = 10_000;
  const options = await stage.write("batch.json", '{"store":"logs/batch"}');
  const lines = Array.from({ length: count }, (_, index) => {
    const name = index % 1000;
    return `${JSON.stringify(alertOf(`1795506876.${index}`, `${name % 10 === 0 ? "known" : "good"}${name}.example`))}\n`;
  });
  const file = await stage.write("batch.alert", lines.join(""));
  const [ours] = (await stage.run([stage.call(file, options)], 1)) as [Measured];
  const { requests } = await lastTrace(stage);
  const peer = perCall * count;
  const ratio = peer / median(ours);
  return [
    {
      what: "one file of 10,000 alerts, 1,000 indicators (the peer: one call, times 10,000)",
      peer: milliseconds(peer),
      ours: milliseconds(median(ours)),
      ratio,
      goal: ["100 times", ratio >= 100],
    },
    {
      what: "requests for that file",
      peer: String(count),
      ours: String(requests),
      goal: ["at most 12", requests <= 12],
    },
    {
      what: "most memory for that file",
      ours: `${ours.megabytes.toFixed(0)} MB`,
      goal: ["below 80 MB", ours.megabytes < 80],
    },
  ];
};

/** Mirroring half a million attributes, and what a look-up takes after it. */
const benchMirror = async (stage: Stage): Promise<Line[]> => {
  const options = await stage.write("mirror.json", '{"repeat_seconds":0,"store":"logs/mirrored"}');
  const sync = [stage.customMisp, "sync", "--url", stage.plainUrl, "--options", options];
  const [full] = (await stage.run([[...sync, "--full"]], 1)) as [Measured];
  const [changes] = (await stage.run([sync], 3)) as [Measured];
  const known = await alertFile(stage, "mirrored", "host0.evil.example");
  const [looked] = (await stage.run([stage.call(known, options)], 40)) as [Measured];
  const text = await readFile(join(stage.folder, "logs/integrations.log"), "utf8");
  const traces = text
    .trimEnd()
    .split("\n")
    .slice(-40)
    .map((line) => JSON.parse(line) as Trace);
  const lookups = traces
    .map((trace) => trace.milliseconds.answered! - trace.milliseconds.opened!)
    .sort((a, b) => a - b);
  const lookup = lookups[Math.floor(lookups.length / 2)]!;
  const { size } = await stat(join(stage.folder, "logs/mirrored/mirror-1.db"));
  const seconds = median(full) / 1000;
  return [
    {
      what: `sync of ${mirrored} attributes`,
      ours: milliseconds(median(full)),
      goal: ["below 60 s", seconds < 60],
    },
    {
      what: "most memory for that sync",
      ours: `${full.megabytes.toFixed(0)} MB`,
      goal: ["below 200 MB", full.megabytes < 200],
    },
    { what: "size of that mirror", ours: `${(size / 1e6).toFixed(0)} MB` },
    { what: "sync when nothing changed", ours: milliseconds(median(changes)) },
    { what: "one alert, from the mirror", ours: milliseconds(median(looked)) },
    {
      what: "look-up in the mirror, within that",
      ours: milliseconds(lookup),
      goal: ["below 1 ms", lookup < 1],
    },
  ];
};

const benchSize = async (): Promise<Line[]> =>
  Promise.all(
    (["linux-x64", "linux-arm64"] as const).map(async (target) => {
      const { path } = await buildCustomMisp({ target });
      return {
        what: `size of the executable, ${target}`,
        ours: `${((await stat(path)).size / 1e6).toFixed(0)} MB`,
      };
    }),
  );

/** Measures all of it, and prints the table. @returns whether every goal was reached */
export const benchEnrichment = async (): Promise<boolean> => {
  await using stage = await Stage.set();
  const oneAlert = await benchOneAlert(stage);
  const oneByOne = await benchOneByOne(stage);
  const perCall = Number.parseFloat(oneAlert[0]!.peer!);
  const lines = [
    ...oneAlert,
    oneByOne,
    ...(await benchBatch(stage, perCall)),
    ...(await benchMirror(stage)),
    ...(await benchSize()),
  ];
  const table = new Table({
    head: ["", "Python script", "custom-misp", "ratio", "of processor time", "goal"],
    style: { head: [], border: [] },
  });
  const times = (ratio: number | undefined): string => (ratio === undefined ? "" : `${ratio.toFixed(1)}×`);
  for (const { what, peer = "", ours, ratio, spread, processorRatio, goal } of lines) {
    const wanted = goal === undefined ? "" : `${goal[0]}: ${goal[1] ? "reached" : "missed"}`;
    const between = spread === undefined ? "" : ` (${spread.map((end) => end.toFixed(1)).join(" to ")})`;
    table.push([what, peer, ours, `${times(ratio)}${between}`, times(processorRatio), wanted]);
  }
  console.log("Enrichment of alerts: medians, of runs by turns, against a MISP that answers at once.");
  console.log(table.toString());
  return lines.every(({ goal }) => goal?.[1] ?? true);
};
