import test, { type ExecutionContext } from "ava";
import { agents } from "../../configurator/wazuh/agents.ts";
import { WazuhApiDouble, type Agent } from "./wazuh-api.ts";

const web01: Agent = {
  id: "001",
  name: "web01",
  status: "active",
  group: ["linux", "lab"],
  version: "Wazuh v4.14.6",
};

async function manager(t: ExecutionContext, listed: readonly Agent[], declared = ["web01"], freshness = 0) {
  const api = await new WazuhApiDouble().start();
  t.teardown(() => api.stop());
  api.agents.push(
    { id: "000", name: "wazuh.manager", status: "active" },
    ...listed.map((agent) => ({ ...agent })),
  );
  const { username, password, url } = api;
  const systems = agents(
    {
      api: url,
      username,
      password,
      group: "lab",
      deadline: 60,
      agents: declared.map((name) => ({ name, groups: ["linux", "lab"], deadline: 60 })),
    },
    freshness,
  );
  const converge = (name: string) => systems.find((system) => system.name === name)!.converge();
  return { api, converge, systems };
}

test("an agent that the manager lists as active in its groups is ready, and the proof says so", async (t) => {
  const { converge, systems } = await manager(t, [web01]);
  t.deepEqual(
    systems.map(({ name }) => name),
    ["agent web01", "wazuh-agents"],
  );
  t.is(await converge("agent web01"), "active as agent 001, Wazuh v4.14.6, in linux, lab");
});

test("an agent that has not enrolled, or is not active, says which of the two", async (t) => {
  const { api, converge } = await manager(t, []);
  await t.throwsAsync(converge("agent web01"), { message: "has not enrolled with the manager" });
  api.agents.push({ ...web01, status: "never_connected" });
  await t.throwsAsync(converge("agent web01"), { message: "is never connected, as agent 001" });
  api.agents.at(-1)!.status = "disconnected";
  await t.throwsAsync(converge("agent web01"), { message: "is disconnected, as agent 001" });
});

test("an agent that enrolled and went silent is told before its manager takes it for disconnected", async (t) => {
  const heard = (seconds: number) =>
    new Date(Date.now() - seconds * 1_000).toISOString().replace(".000Z", "+00:00");
  const { api, converge } = await manager(t, [{ ...web01, lastKeepAlive: heard(5) }]);
  t.regex(await converge("agent web01"), /^active as agent 001/);
  api.agents.at(-1)!.lastKeepAlive = heard(75);
  await t.throwsAsync(converge("agent web01"), {
    message: /has gone silent: agent 001 was heard [78]\d s ago/,
  });
});

test("an agent of a name that only begins the same is another one", async (t) => {
  const { converge } = await manager(t, [{ ...web01, name: "web011" }]);
  await t.throwsAsync(converge("agent web01"), { message: "has not enrolled with the manager" });
});

test("an agent that lost a group, or never had one, is given it again", async (t) => {
  const { api, converge } = await manager(t, [{ ...web01, group: ["default"] }]);
  t.is(await converge("agent web01"), "active as agent 001, Wazuh v4.14.6, in default, linux, lab");
  t.deepEqual(api.agents.at(-1)!.group, ["default", "linux", "lab"]);
});

test("an agent of the lab's group that is declared no longer is removed for good, and others are left alone", async (t) => {
  const old: Agent = { id: "002", name: "old", status: "disconnected", group: ["windows", "lab"] };
  const someoneElses: Agent = { id: "003", name: "laptop", status: "active", group: ["default"] };
  const { api, converge } = await manager(t, [web01, old, someoneElses]);
  t.is(await converge("wazuh-agents"), "1 declared, removed old");
  t.deepEqual(
    api.agents.map(({ name }) => name),
    ["wazuh.manager", "web01", "laptop"],
  );
  t.true(
    api.requests.includes("DELETE /agents?agents_list=002&status=all&older_than=0s&purge=true"),
    api.requests.join("\n"),
  );
  t.is(await converge("wazuh-agents"), "1 declared, and no other of the lab's");
});

test("an agent that enrols again at once is not taken for removed", async (t) => {
  const old: Agent = { id: "002", name: "old", status: "active", group: ["lab"] };
  const { api, converge } = await manager(t, [web01, old]);
  api.persistent.add("002");
  await t.throwsAsync(converge("wazuh-agents"), { message: "the manager still lists old" });
});

test("a token serves many questions, and a new one is asked for when it is not taken any more", async (t) => {
  const { api, converge } = await manager(t, [web01]);
  const logins = () => api.requests.filter((request) => request.includes("authenticate")).length;
  await converge("agent web01");
  await converge("agent web01");
  await converge("wazuh-agents");
  t.is(logins(), 1);
  api.forgetTokens();
  await converge("agent web01");
  t.is(logins(), 2);
});

test("however many agents are waited for, the manager is asked once: its API takes 300 requests a minute of all", async (t) => {
  const declared = Array.from({ length: 20 }, (_, index) => `web${index}`);
  const { api, systems } = await manager(t, [], declared, 60_000);
  await Promise.allSettled(systems.map(({ converge }) => converge()));
  t.is(api.requests.filter((request) => request.startsWith("GET /agents")).length, 1);
});

test("wrong credentials are an error that says so, after one question", async (t) => {
  const { api } = await manager(t, [web01]);
  const [system] = agents({
    api: api.url,
    username: api.username,
    password: "wrong",
    group: "lab",
    deadline: 60,
    agents: [{ name: "web01", groups: [], deadline: 60 }],
  });
  await t.throwsAsync(system!.converge(), { message: /authenticate answered 401: .*Invalid credentials/ });
  t.deepEqual(api.requests, ["POST /security/user/authenticate"]);
});

test("a name is asked for as it is, whatever it holds", async (t) => {
  const name = "a&b=c#d é";
  const { converge } = await manager(t, [{ ...web01, name }], [name]);
  t.regex(await converge(`agent ${name}`), /^active/);
});
