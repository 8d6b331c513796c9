import test, { type ExecutionContext } from "ava";
import { httpClient } from "../../configurator/http-client.ts";
import { graylog } from "../../configurator/graylog/graylog.ts";
import { tickets } from "../../configurator/graylog/tickets.ts";
import { graylogContent } from "../../components/graylog/content.ts";
import { labStream } from "../../components/graylog/labs.ts";
import { matchPriorities } from "../../components/graylog/priorities.ts";
import type { GraylogContent } from "../../configurator/desired.ts";
import { findMessage } from "../../evidence/graylog-messages.ts";
import { streamFilter } from "../../evidence/sources.ts";
import { graylog as startGraylog, type Graylog } from "../rehearsal/graylog/support.ts";
import { deskFor } from "../ticket-desk/desk.ts";
import { dataWithIndexSets, matchAlert, onFreePorts } from "./graylog-lab.ts";

const passwordOf = (lab: string): string => `password of ${lab}`;

/** The content of a Graylog that is shared with some labs, with its inputs on free ports. */
const contentFor = (labs: readonly string[]): GraylogContent =>
  onFreePorts(
    graylogContent({
      receiver: undefined,
      schedule: 1_000,
      owners: false,
      labs: labs.map((lab, index) => ({ lab, port: 5_601 + index, password: passwordOf(lab) })),
    }),
  );

const apiOf = (server: Graylog): string => `http://127.0.0.1:${server.port}/api`;

const share = (server: Graylog, labs: readonly string[]): Promise<string> =>
  graylog({
    api: apiOf(server),
    username: "admin",
    password: "secret",
    deadline: 1,
    content: contentFor(labs),
  }).converge();

const as = (lab: string, password = passwordOf(lab)) => ({
  Authorization: `Basic ${Buffer.from(`${lab}:${password}`).toString("base64")}`,
});

/** A Graylog that is shared with Anna's lab and Ben's, to which each has sent a match of the same indicator. */
async function shared(t: ExecutionContext) {
  const server = await startGraylog(t, { data: await dataWithIndexSets(t) });
  await share(server, ["soc1-anna", "soc1-ben"]);
  const { inputs } = (await server.ask("GET", "/system/inputs")).json() as {
    inputs: { id: string; title: string }[];
  };
  const send = (lab: string, number: number) =>
    server.send(
      inputs.find(({ title }) => title === labStream(lab))!.id,
      matchAlert(number, { time: Date.now() }),
    );
  await send("soc1-anna", 1);
  await send("soc1-ben", 2);
  await server.find("wazuh_rule_groups:misp_match", 2);
  return { server, send };
}

async function alertsOf(server: Graylog, lab: string): Promise<string[]> {
  const answer = await server.ask(
    "POST",
    "/search/messages",
    { query: "*", fields: ["wazuh_data_misp_source_alert_id"], size: 10 },
    as(lab),
  );
  return (answer.json() as { datarows: string[][] }).datarows.flat();
}

test("each lab's reader finds what came in by the lab's own input, parsed, and nothing of another's", async (t) => {
  const { server } = await shared(t);
  t.deepEqual(await alertsOf(server, "soc1-anna"), ["1.1"]);
  t.deepEqual(await alertsOf(server, "soc1-ben"), ["2.1"]);
  t.is((await server.ask("GET", "/system", undefined, as("soc1-anna", passwordOf("soc1-ben")))).status, 401);
  t.is((await server.ask("GET", "/system/inputs", undefined, as("soc1-anna"))).status, 403);
});

test("what a message says of itself does not make it another lab's", async (t) => {
  const { server } = await shared(t);
  const { inputs } = (await server.ask("GET", "/system/inputs")).json() as {
    inputs: { id: string; title: string }[];
  };
  const own = inputs.find(({ title }) => title === labStream("soc1-anna"))!.id;
  const forged = JSON.stringify({
    ...(JSON.parse(matchAlert(3, { time: Date.now() })) as object),
    lab: "soc1-ben",
  });
  await server.send(own, forged);
  await server.find("wazuh_rule_groups:misp_match", 3);
  t.deepEqual(await alertsOf(server, "soc1-ben"), ["2.1"]);
  t.deepEqual((await alertsOf(server, "soc1-anna")).sort(), ["1.1", "3.1"]);
});

test("a lab's matches end as that lab's tickets, once, and as no other's", async (t) => {
  const { server, send } = await shared(t);
  const [anna, ben] = await Promise.all(
    ["soc1-anna", "soc1-ben"].map(async (lab) => {
      const desk = await deskFor(t);
      const system = tickets({
        api: apiOf(server),
        username: lab,
        password: passwordOf(lab),
        stream: labStream(lab),
        query: "wazuh_rule_groups:misp_match",
        interval: 1_000,
        settled: 0,
        priorities: matchPriorities,
        desk: desk.url,
        token: desk.token,
        deadline: 1,
      });
      t.is(system.recheck, 1_000);
      return { desk, look: () => system.converge() };
    }),
  );
  await anna!.look();
  t.regex(await ben!.look(), /every match of this lab's stream has its ticket, 1 since the start$/);
  t.deepEqual(
    anna!.desk.store.all().map(({ alert_ids: alerts }) => alerts),
    [["1.1"]],
  );
  t.deepEqual(
    ben!.desk.store.all().map(({ alert_ids: alerts }) => alerts),
    [["2.1"]],
  );
  await send("soc1-anna", 4);
  await server.find("wazuh_rule_groups:misp_match", 3);
  await anna!.look();
  await anna!.look();
  await ben!.look();
  t.deepEqual(
    anna!.desk.store.all().map(({ alert_ids: alerts }) => alerts),
    [["1.1", "4.1"]],
  );
  t.deepEqual(
    ben!.desk.store.all().map(({ alert_ids: alerts }) => alerts),
    [["2.1"]],
  );
});

test("the evidence of an alert's way is found by its own lab, and by no other", async (t) => {
  const { server } = await shared(t);
  const found = async (lab: string, alertId: string) => {
    const client = httpClient(apiOf(server), as(lab));
    const sources = {
      logs: "",
      graylog: client,
      graylogFilter: () => streamFilter(client, labStream(lab)),
      ticketDesk: client,
    };
    return (await findMessage(sources, alertId))?.fields["wazuh_data_misp_source_alert_id"];
  };
  t.is(await found("soc1-anna", "1.1"), "1.1");
  t.is(await found("soc1-anna", "2.1"), undefined);
  t.is(await found("soc1-ben", "2.1"), "2.1");
});

test("a lab that is not shared with any more has nothing left in Graylog, and the others keep all of theirs", async (t) => {
  const { server } = await shared(t);
  await share(server, ["soc1-ben"]);
  t.is((await server.ask("GET", "/system", undefined, as("soc1-anna"))).status, 401);
  const told = await Promise.all(
    ["/system/inputs", "/streams", "/users"].map((path) => server.ask("GET", path)),
  );
  t.true(told.every(({ text }) => !text.includes("soc1-anna") && text.includes("soc1-ben")));
  t.deepEqual(await alertsOf(server, "soc1-ben"), ["2.1"]);
});

test("a reader whose password or streams were changed by hand is as it should be again", async (t) => {
  const { server } = await shared(t);
  const { users } = (await server.ask("GET", "/users")).json() as {
    users: { id: string; username: string; permissions: string[] }[];
  };
  const [anna, ben] = ["soc1-anna", "soc1-ben"].map((name) =>
    users.find(({ username }) => username === name)!,
  );
  await server.ask("PUT", `/users/${anna!.id}/password`, { password: "another" });
  await server.ask("PUT", "/users/soc1-anna/permissions", {
    permissions: [...anna!.permissions, ...ben!.permissions],
  });
  await share(server, ["soc1-anna", "soc1-ben"]);
  t.deepEqual(await alertsOf(server, "soc1-anna"), ["1.1"]);
});
