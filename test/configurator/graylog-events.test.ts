import test from "ava";
import { matchPriorities } from "../../components/graylog/priorities.ts";
import { tickets } from "../../configurator/graylog/tickets.ts";
import { until as untilTrue } from "../helpers/until.ts";
import { matchAlert, startGraylogLab, type GraylogLab } from "./graylog-lab.ts";

/** Time goes on by hand here, so only a test that fails waits as long. */
const until = (condition: () => boolean | Promise<boolean>) => untilTrue(condition, 60);

/** How many events Graylog has made, and of which priorities. */
async function eventsOf({ server }: GraylogLab): Promise<number[]> {
  const answer = await server.ask("POST", "/events/search", {
    query: "",
    timerange: { type: "relative", range: 0 },
    per_page: 10_000,
    filter: { alerts: "include" },
  });
  const { events } = answer.json() as { events: { event: { priority: number } }[] };
  return events.map(({ event }) => event.priority).sort();
}

const count = ({ store }: GraylogLab): number => store.all().reduce((sum, ticket) => sum + ticket.count, 0);

/** How many messages a search in Graylog finds. */
async function found({ server }: GraylogLab, query: string): Promise<number> {
  const parameters = new URLSearchParams({ query, range: "0", limit: "10000" });
  const answer = await server.ask("GET", `/search/universal/relative?${parameters.toString()}`);
  return (answer.json() as { messages: unknown[] }).messages.length;
}

/** Waits until the desk counts so many matches; where it does not, says how far they came. */
async function counted(lab: GraylogLab, matches: number): Promise<void> {
  try {
    await until(() => count(lab) === matches);
  } catch (cause) {
    const all = await found(lab, "feed:wazuh");
    const parsed = await found(lab, "_exists_:wazuh_data_misp_value");
    const events = await eventsOf(lab);
    throw new Error(
      `The desk counts ${count(lab)} matches, not ${matches}; Graylog holds ${all} messages, ${parsed} of them with the fields ` +
        `of a match, and has made ${events.length} events. Its log: ${lab.server.log.slice(-3).join("; ")}`,
      { cause },
    );
  }
}

/** What proves that every match has its ticket. */
const proof = ({ asks, clock }: GraylogLab) =>
  tickets(
    { ...asks, stream: "misp matches", settled: 30_000, priorities: matchPriorities, deadline: 1 },
    clock.tell,
  );

test("a match that comes an hour late gives one event and one ticket, and so does one in time", async (t) => {
  const lab = await startGraylogLab(t);
  await lab.send([matchAlert(1, { time: lab.clock.now, indicator: "now.test" })]);
  lab.pass(60);
  await lab.send([matchAlert(2, { time: lab.clock.now - 3_600_000, indicator: "late.test" })]);
  lab.pass(60);
  await lab.send([matchAlert(3, { time: lab.clock.now, indicator: "again.test" })]);
  lab.pass(60);
  await counted(lab, 3);
  t.deepEqual(await eventsOf(lab), [3, 3, 3]);
  t.deepEqual(
    lab.store.all().map(({ indicator, count: matches }) => [indicator, matches]),
    [
      ["again.test", 1],
      ["late.test", 1],
      ["now.test", 1],
    ],
  );
});

test("after an outage of hours each of the matches that were kept meanwhile gives one event", async (t) => {
  const lab = await startGraylogLab(t);
  lab.pass(4 * 3_600, 10);
  const kept = Array.from({ length: 30 }, (_, number) =>
    matchAlert(number, { time: lab.clock.now - number * 60_000, indicator: `n${number}.test` }),
  );
  await lab.send(kept);
  lab.pass(120);
  await counted(lab, 30);
  t.is((await eventsOf(lab)).length, 30);
  t.is(lab.store.all().length, 30);
});

test("a match at the edge of a window is in one of the two", async (t) => {
  const lab = await startGraylogLab(t, { schedule: 5_000 });
  const begin = lab.clock.now;
  const offsets = [0, 4_999, 5_000, 5_001, 9_999, 10_000, 10_001, 14_999, 15_000, 20_000];
  for (const [number, offset] of offsets.entries()) {
    while (lab.clock.now < begin + offset) {
      lab.clock.now = Math.min(lab.clock.now + 1_000, begin + offset);
      lab.server.graylog.scheduler.runDue();
    }
    await lab.send([matchAlert(number, { time: lab.clock.now, indicator: `n${number}.test` })]);
  }
  lab.pass(60);
  await lab.send([matchAlert(99, { time: lab.clock.now, indicator: "last.test" })]);
  lab.pass(60);
  await counted(lab, offsets.length + 1);
  t.is((await eventsOf(lab)).length, offsets.length + 1);
});

test("the priority is that of the threat level, and every match has exactly one", async (t) => {
  const lab = await startGraylogLab(t);
  const levels = ["high", "medium", "low", "undefined", "", "unheard-of", "HIGH"];
  await lab.send(
    levels.map((threatLevel, number) =>
      matchAlert(number, { time: lab.clock.now, indicator: `n${number}.test`, threatLevel }),
    ),
  );
  lab.pass(60);
  await counted(lab, levels.length);
  t.deepEqual(
    lab.store
      .all()
      .sort((one, other) => (one.indicator < other.indicator ? -1 : 1))
      .map(({ priority }) => priority),
    ["3", "2", "1", "2", "2", "2", "2"],
  );
  t.is((await eventsOf(lab)).length, levels.length);
});

test("the same indicator on the same agent joins one ticket, whose details are the first alert's", async (t) => {
  const lab = await startGraylogLab(t);
  for (const [number, agent] of ["win10", "win10", "web01"].entries()) {
    await lab.send([matchAlert(number, { time: lab.clock.now, agent })]);
    lab.pass(12);
  }
  await counted(lab, 3);
  t.deepEqual(
    lab.store.all().map(({ agent, alert_ids }) => [agent, alert_ids]),
    [
      ["web01", ["2.1"]],
      ["win10", ["0.1", "1.1"]],
    ],
  );
  t.like(lab.store.find(1), {
    title: "MISP match: high",
    misp_event: "Lab: domains",
    rule: { id: "100630", level: "12" },
    tags: { 1: 'misp-galaxy:threat-actor="Sofacy"' },
    indicator_kind: "domain",
    alert: matchAlert(0, { time: Date.parse("2026-11-24T08:00:00.000Z") }),
  });
});

test("a line that Fluent Bit sends twice is one match of its ticket", async (t) => {
  const lab = await startGraylogLab(t);
  const line = matchAlert(1, { time: lab.clock.now });
  await lab.send([line, line]);
  lab.pass(30);
  await until(async () => (await eventsOf(lab)).length === 2 && count(lab) > 0);
  await until(() => lab.server.log.every((entry) => !entry.includes("failed")));
  t.like(lab.store.find(1), { count: 1 });
});

test("quotes, line breaks and markup in an alert come to the ticket as they are", async (t) => {
  const lab = await startGraylogLab(t);
  const indicator = '"quoted" \\ <b>\n\u2028${event.id} {{x}}';
  await lab.send([matchAlert(1, { time: lab.clock.now, indicator })]);
  lab.pass(30);
  await counted(lab, 1);
  t.is(lab.store.find(1)!.indicator, indicator);
  t.is(
    (JSON.parse(lab.store.find(1)!.alert) as { data: { misp: { value: string } } }).data.misp.value,
    indicator,
  );
});

test("a match whose notification nobody took has its ticket all the same, once", async (t) => {
  const lab = await startGraylogLab(t);
  const { converge } = proof(lab);
  lab.deskIsUp = false;
  await lab.send([
    matchAlert(1, { time: lab.clock.now }),
    matchAlert(2, { time: lab.clock.now, threatLevel: "low", agent: "web01" }),
  ]);
  lab.pass(30);
  await until(() => lab.server.log.filter((line) => line.includes("failed")).length === 2);
  lab.deskIsUp = true;
  lab.pass(10);
  t.is(count(lab), 0, "Graylog has given up");

  t.is(await converge(), "every match has its ticket; 2 of them Graylog had told nobody of");
  t.is(await converge(), "every match has its ticket; 2 of them Graylog had told nobody of");
  t.deepEqual(
    lab.store.all().map(({ agent, priority, title, count: matches }) => [agent, priority, title, matches]),
    [
      ["web01", "1", "MISP match: low", 1],
      ["win10", "3", "MISP match: high", 1],
    ],
  );
  t.is(lab.store.find(1)!.alert, matchAlert(1, { time: Date.parse("2026-11-24T08:00:00.000Z") }));
});

test("a configurator that was away for two days opens the tickets of the matches of that time", async (t) => {
  const lab = await startGraylogLab(t);
  await lab.send([matchAlert(1, { time: lab.clock.now })]);
  lab.clock.now += 2 * 24 * 60 * 60 * 1_000;
  t.is(await proof(lab).converge(), "every match has its ticket; 1 of them Graylog had told nobody of");
  t.is(count(lab), 1);
});

test("what Graylog has told of is not told again, and what is young is left to it", async (t) => {
  const lab = await startGraylogLab(t);
  const { converge } = proof(lab);
  await lab.send([matchAlert(1, { time: lab.clock.now })]);
  t.is(await converge(), "every match has its ticket");
  t.is(count(lab), 0, "its time has not come");
  lab.pass(40);
  await counted(lab, 1);
  t.is(await converge(), "every match has its ticket");
  t.is(count(lab), 1);
});

test("a desk that does not answer is told, and nothing is forgotten meanwhile", async (t) => {
  const lab = await startGraylogLab(t);
  const { converge } = proof(lab);
  lab.deskIsUp = false;
  await lab.send([matchAlert(1, { time: lab.clock.now })]);
  lab.pass(40);
  await t.throwsAsync(converge(), { message: /^POST \/notifications: / });
  lab.deskIsUp = true;
  await converge();
  t.is(count(lab), 1);
});
