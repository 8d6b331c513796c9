import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import test from "ava";
import type { HttpClient } from "../../configurator/http-client.ts";
import { findAlert } from "../../evidence/find.ts";
import { findMessage } from "../../evidence/graylog-messages.ts";
import { hops, missingHop } from "../../evidence/hop.ts";
import { alertFiles } from "../../evidence/manager-logs.ts";
import { NotInThisLab } from "../../evidence/sources.ts";
import { trace } from "../../evidence/trace.ts";
import { alerted, alertId, call, labWith, raised } from "./lab.ts";

const failing = (error: Error): HttpClient => {
  const fail = () => Promise.reject(error);
  return { get: fail, post: fail, put: fail, delete: fail };
};

const upTo = (hop: (typeof hops)[number]) => hops.slice(0, hops.indexOf(hop) + 1);

test("a Graylog that does not answer is told, and what came before and behind it is still found", async (t) => {
  const sources = { ...(await labWith(t)), graylog: failing(new Error("connect ECONNREFUSED")) };
  const traced = await trace(sources, { alertId });
  t.deepEqual(
    traced.passed.map(({ hop }) => hop),
    [...upTo("raised"), "ticketed"],
  );
  t.deepEqual(traced.troubles, ["Graylog does not answer: connect ECONNREFUSED"]);
  t.is(missingHop(traced), "shipped");
});

test("whichever hop has no evidence is the one that is missing, and of several the first", (t) => {
  const passed = hops.map((hop) => ({ hop, time: "2026-11-24T07:00:00.000Z", evidence: "seen" }));
  t.is(missingHop({ passed }), undefined);
  for (const [index, missing] of hops.entries()) {
    t.is(missingHop({ passed: passed.filter(({ hop }) => hop !== missing) }), missing);
    t.is(missingHop({ passed: passed.slice(0, index) }), missing);
  }
});

test("in a lab without Graylog and without a ticket desk an alert has come all the way when it is raised", async (t) => {
  const nowhere = failing(new NotInThisLab("This lab has none."));
  const traced = await trace({ ...(await labWith(t)), graylog: nowhere, ticketDesk: nowhere }, { alertId });
  t.deepEqual(traced.absent, ["shipped", "indexed", "ticketed"]);
  t.is(traced.troubles, undefined);
  t.is(missingHop(traced), undefined);
});

test("what waited because the queue did not take it, and was sent by a later call, was returned", async (t) => {
  const kept = { ...call, returned: undefined, outcome: "spooled" };
  const traced = await trace(await labWith(t, { calls: [kept] }), { alertId });
  t.is(missingHop(traced), undefined);
  t.regex(traced.passed.find(({ hop }) => hop === "returned")!.evidence, /the event waited/);
});

test("why an alert goes no further is told by what became of it at custom-misp", async (t) => {
  const unknown = { ...call, matched: 0, returned: undefined, outcome: "no-match" };
  const traced = await trace(
    await labWith(t, { calls: [unknown], alerts: [alerted], messages: {}, tickets: [] }),
    {
      alertId,
    },
  );
  t.like(traced, { outcome: "no-match", ended: "MISP knows none of its indicators." });
});

test("an alert of another day is looked for in that day's file, and in the next one's", (t) => {
  const files = (now: string) =>
    alertFiles("/l", alertId, new Date(now)).map((file) => file.slice("/l/alerts/".length));
  t.deepEqual(files("2026-11-24T20:00:00"), ["alerts.json"]);
  t.deepEqual(files("2026-11-25T20:00:00"), [
    "2026/Nov/ossec-alerts-24.json",
    "2026/Nov/ossec-alerts-24.json.gz",
    "alerts.json",
  ]);
  t.deepEqual(files("2026-12-02T20:00:00").slice(2), [
    "2026/Nov/ossec-alerts-25.json",
    "2026/Nov/ossec-alerts-25.json.gz",
    "alerts.json",
  ]);
});

test("an alert whose day is over and compressed is still followed, with calls from the log before the last one", async (t) => {
  const sources = await labWith(t, { archives: [] });
  const [day] = alertFiles(sources.logs, alertId);
  await mkdir(join(day!, ".."), { recursive: true });
  await writeFile(`${day}.gz`, gzipSync(`${JSON.stringify(alerted)}\n${JSON.stringify(raised)}\n`));
  await writeFile(join(sources.logs, "alerts/alerts.json"), "");
  await rename(join(sources.logs, "integrations.log"), join(sources.logs, "integrations.log.1"));
  t.is(missingHop(await trace(sources, { alertId })), undefined);
});

const later = { ...call, alert_id: "1795506890.1", indicators: ["ip:203.0.113.7"], outcome: "no-match" };
const own = { ...call, alert_id: "1795506899.9", indicators: [], outcome: "own-event" };

test("the last alert is the last one that custom-misp was called for, and not one of its own", async (t) => {
  t.is(await findAlert(await labWith(t, { calls: [call, later, own] })), later.alert_id);
});

test("an alert is found by an indicator of it, whichever kind it is", async (t) => {
  const sources = await labWith(t, { calls: [call, later] });
  t.is(await findAlert(sources, "iabg.de"), alertId);
  t.is(await findAlert(sources, "IABG.de"), alertId);
  t.is(await findAlert(sources, "203.0.113.7"), later.alert_id);
  t.is(await findAlert(sources, "abg.de"), undefined);
});

test("an alert that custom-misp was not called for is found by its text", async (t) => {
  const sources = await labWith(t, { calls: [], alerts: [alerted] });
  t.is(await findAlert(sources, "iabg.de"), alertId);
  t.is(await findAlert(sources), alertId);
});

test("Graylog is searched back to the time of the alert, however long ago, and for a day at least", async (t) => {
  const ranges: number[] = [];
  const hour = 60 * 60;
  const graylog = {
    get: (path: string) => {
      ranges.push(Number(new URL(path, "http://graylog").searchParams.get("range")));
      return Promise.resolve({ messages: [] });
    },
  } as never;
  const sources = { ...(await labWith(t)), graylog };
  const seconds = Math.floor(Date.now() / 1_000);
  await findMessage(sources, `${seconds}.1`);
  await findMessage(sources, `${seconds - 100 * hour}.1`);
  t.deepEqual(ranges.slice(0, 2), [24 * hour, 24 * hour]);
  t.true(
    ranges.slice(2).every((range) => range >= 101 * hour && range < 102 * hour),
    ranges.join(", "),
  );
});
