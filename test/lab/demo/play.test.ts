import test from "ava";
import { hops } from "../../../evidence/hop.ts";
import type { DemoLab } from "../../../lab/demo/lab.ts";
import { playScenario } from "../../../lab/demo/play.ts";
import { parseRun } from "../../../lab/demo/run.ts";
import { Undo } from "../../../lab/demo/undo.ts";
import { readScenario } from "../../../scenarios/scenario.ts";
import { fakeLab, listener, nothing, traceUpTo } from "./fake-lab.ts";

const mode = { mode: "replay", reason: "there are no endpoints." } as const;

async function play(name: string, lab: DemoLab) {
  const { narrator, told } = listener();
  const undo = new Undo();
  const run = await playScenario(lab, readScenario(name), { mode, narrator, undo, versions: [] });
  return { run, told };
}

test("a run in which an alert passes every hop is told step by step, and its record is one", async (t) => {
  const { lab, done } = fakeLab();
  const { run, told } = await play("dns", lab);
  t.deepEqual(parseRun(JSON.stringify(run)), run);
  t.is(run.verdict, "passed");
  t.regex(run.id, /^[a-f][a-f0-9]{7}$/);
  t.deepEqual(done, ["replay 1"]);
  t.deepEqual(told, [
    "scenario dns",
    "pause",
    "step Chrome on win10 looks up iabg.de.",
    "detail as win10: Sysmon event 22, QueryName iabg.de",
    "following the look-up of iabg.de",
    ...hops.map((hop) => `${hop} passed`),
    "passed",
  ]);
  t.like(run.followed[0], { alertId: "1795506876.1", firstRule: { id: "100722" }, rule: { id: "100637" } });
  t.deepEqual(run.seeded, [{ event: "Lab: domains of the demonstration", type: "domain", value: "iabg.de" }]);
});

test("an alert that was lost fails the run, which says after which hop", async (t) => {
  const { lab } = fakeLab({ reaches: "matched" });
  const { run, told } = await play("dns", lab);
  t.is(run.verdict, "failed");
  t.regex(run.summary, /the look-up of iabg\.de was lost after the hop `matched`.*no evidence of `returned`/);
  t.true(told.includes("ticketed missing"));
});

test("an event that was never seen fails the run before the first hop", async (t) => {
  const { lab } = fakeLab({ follow: () => Promise.resolve({ passed: [] }) });
  const { run } = await play("dns", lab);
  t.regex(run.summary, /was lost before the first hop: there is no evidence of `observed`/);
  t.is(run.followed[0]!.alertId, undefined);
});

test("two alerts are followed at the same time and told one after the other", async (t) => {
  let calls = 0;
  const { lab } = fakeLab({
    follow: async (_subject, _until, _seconds, onTrace) => {
      calls += 1;
      // The first one is the slower one.
      await new Promise((resolve) => setTimeout(resolve, calls === 1 ? 50 : 0));
      const trace = traceUpTo("ticketed");
      onTrace?.(trace);
      return trace;
    },
  });
  const { run, told } = await play("ip", lab);
  t.is(run.verdict, "passed");
  const hopsTold = hops.map((hop) => `${hop} passed`);
  t.deepEqual(told.slice(told.indexOf("following the connection by IPv4")), [
    "following the connection by IPv4",
    ...hopsTold,
    "following the connection by IPv6",
    ...hopsTold,
    "passed",
  ]);
  t.regex(run.summary, /by 2 alerts/);
});

test("a hop whose evidence is read before that of an earlier one is told after it", async (t) => {
  const all = traceUpTo("ticketed");
  const { lab } = fakeLab({
    follow: (_subject, _until, _seconds, onTrace) => {
      onTrace?.({
        ...all,
        passed: all.passed.filter(({ hop }) => hop !== "integrated" && hop !== "matched"),
      });
      onTrace?.(all);
      return Promise.resolve(all);
    },
  });
  const { told } = await play("dns", lab);
  t.deepEqual(
    told.filter((line) => line.endsWith(" passed")),
    hops.map((hop) => `${hop} passed`),
  );
});

const quietTally = { ...nothing, observed: 60, alerted: 60, integrated: 60 };

test("the benign hour passes when every event was looked up and nothing came of it", async (t) => {
  const { lab } = fakeLab({ reaches: "integrated", tally: () => Promise.resolve(quietTally) });
  const { run } = await play("quiet", lab);
  t.is(run.verdict, "passed", run.summary);
  t.deepEqual(
    run.followed[0]!.hops.map(({ state }) => state),
    [...Array<string>(3).fill("passed"), ...Array<string>(6).fill("not-expected")],
  );
});

for (const [what, tally] of [
  ["a match was raised", { raised: 1 }],
  ["a ticket was opened", { tickets: [7] }],
  ["a look-up failed", { errors: 1, errorKinds: ["timeout"] }],
  ["an event was not looked up", { integrated: 59 }],
] as const) {
  test(`the benign hour fails when ${what}`, async (t) => {
    const { lab } = fakeLab({
      reaches: "integrated",
      tally: () => Promise.resolve({ ...quietTally, ...tally }),
    });
    const { run } = await play("quiet", lab);
    t.is(run.verdict, "failed");
    t.regex(run.summary, /^Not true: /);
  });
}

test("an alert that goes on although it should not fails the run", async (t) => {
  const { lab } = fakeLab({ tally: () => Promise.resolve(quietTally) });
  const { run, told } = await play("quiet", lab);
  t.is(run.verdict, "failed");
  t.regex(run.summary, /should not have passed `matched`, `returned`/);
  t.true(told.includes("ticketed unexpected"));
});

test("the storm is one ticket that stands for all of it, and its count is sent until it is there", async (t) => {
  let tallies = 0;
  const { lab, done } = fakeLab({
    tally: () => {
      tallies += 1;
      const represented = tallies < 4 ? 1 : 500;
      return Promise.resolve({
        ...nothing,
        alerted: 500,
        integrated: 500,
        matched: 500,
        represented,
        tickets: [1],
      });
    },
  });
  const { run } = await play("storm", lab);
  t.is(run.verdict, "passed", run.summary);
  t.deepEqual(done, ["replay 500", "custom-misp flush", "custom-misp flush", "custom-misp flush"]);
});

const outage = (lab: Parameters<typeof fakeLab>[0] = {}) => {
  let tallies = 0;
  return fakeLab({
    tally: () => {
      tallies += 1;
      return Promise.resolve(
        tallies === 1
          ? { ...nothing, errors: 1, errorKinds: ["unreachable"], postponed: 1 }
          : { ...nothing, errors: 1, errorKinds: ["unreachable"], matched: 1 },
      );
    },
    ...lab,
  });
};

test("MISP is stopped and started again, and what it learned for the run is taken away", async (t) => {
  const { lab, done } = outage();
  const { run, told } = await play("outage", lab);
  t.is(run.verdict, "passed", run.summary);
  t.deepEqual(done, [
    "add update-RUN.lab.example",
    "stop misp",
    "replay 1",
    "start misp",
    "custom-misp check",
    "replay 1",
    "remove uuid",
  ]);
  // The alert of the third step is followed by the last one alone.
  const last = told.lastIndexOf("step The lab follows the alert that had to wait.");
  t.true(told.indexOf("following the look-up while MISP was away") > last);
});

test("MISP is started again and cleaned up although a step failed", async (t) => {
  const { lab, done } = outage({ replay: () => Promise.reject(new Error("the queue is full")) });
  const { run } = await play("outage", lab);
  t.is(run.verdict, "failed");
  t.is(run.steps.at(-1)!.error, "the queue is full");
  t.regex(run.summary, /A step failed: viewer\.exe on office-11 .* the queue is full/);
  t.deepEqual(done.slice(-2), ["start misp", "remove uuid"]);
});

test("what could not be put back fails the run and is named", async (t) => {
  const { lab } = outage({ removeIndicator: () => Promise.reject(new Error("MISP answered 500")) });
  const { run } = await play("outage", lab);
  t.is(run.verdict, "failed");
  t.regex(run.summary, /could not be removed from MISP: MISP answered 500/);
});

test("an event that was seen a moment ago is waited for, so that it is told again and not only counted", async (t) => {
  const { lab } = fakeLab({ lastSeen: () => Promise.resolve(Date.now() - 9_900) });
  const began = Date.now();
  const { told } = await play("dns", lab);
  t.true(Date.now() - began >= 1_000);
  t.regex(told[1]!, /detail The same was seen a moment ago; for 2 s more/);
});

test("each run has an id of its own, and an outage an agent of its own", async (t) => {
  const locations: string[] = [];
  const { lab } = outage({
    replay: (events) => {
      locations.push(...events.map(({ location }) => location));
      return Promise.resolve();
    },
  });
  const first = await play("outage", lab);
  const second = await play("outage", lab);
  t.not(first.run.id, second.run.id);
  t.is(new Set(locations).size, 2);
  locations.forEach((location) => t.regex(location, /^\[\d{5}\] \(office-11\) any->EventChannel$/));
});
