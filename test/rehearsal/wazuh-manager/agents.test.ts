import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect as connectTcp } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { connect, getCACertificates, setDefaultCACertificates } from "node:tls";
import test, { type ExecutionContext } from "ava";
import { WazuhApi } from "../../../configurator/wazuh/api.ts";
import { Agent } from "../../../rehearsal/linux-agent/agent.ts";
import { frame, Frames } from "../../../rehearsal/wazuh-protocol/frames.ts";
import { eventually, runManager, type RunningManager } from "./running-manager.ts";

const folder = mkdtempSync(join(tmpdir(), "agents-"));
const [certificate, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
execFileSync(
  "openssl",
  "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost"
    .split(" ")
    .concat(["-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate]),
  { stdio: "ignore" },
);
setDefaultCACertificates([...getCACertificates(), readFileSync(certificate, "utf8")]);
test.after.always(() => {
  rmSync(folder, { recursive: true });
});

const api = { username: "wazuh-wui", password: "Secret.1" };
const password = "correct horse battery staple";

/** A manager that serves agents, with the groups that the lab has. */
const runWithAgents = (t: ExecutionContext, now?: () => number): Promise<RunningManager> =>
  runManager(t, {
    api,
    ...(now && { now }),
    conf: `<global><agents_disconnection_time>2m</agents_disconnection_time></global>
      <remote><connection>secure</connection><port>1514</port><protocol>tcp</protocol></remote>
      <auth><port>1515</port><use_password>yes</use_password></auth>`,
    files: {
      "etc/authd.pass": `${password}\n`,
      "etc/sslmanager.cert": readFileSync(certificate, "utf8"),
      "etc/sslmanager.key": readFileSync(key, "utf8"),
      "api/configuration/ssl/server.crt": readFileSync(certificate, "utf8"),
      "api/configuration/ssl/server.key": readFileSync(key, "utf8"),
      "etc/shared/linux/agent.conf": "<agent_config></agent_config>\n",
      "etc/shared/lab/agent.conf": "<agent_config></agent_config>\n",
    },
  });

const apiOf = ({ ports }: RunningManager) => new WazuhApi({ api: `https://localhost:${ports!.api}`, ...api });

/** What authd answers to one line. */
async function ask({ ports }: RunningManager, request: string): Promise<string> {
  const socket = connect({ port: ports!.enrolment, host: "localhost", ca: readFileSync(certificate) });
  socket.write(`${request}\n`);
  return text(socket);
}

/** Starts the lab's stand-in of an agent; what it says is returned with it. */
function startAgent(t: ExecutionContext, { ports }: RunningManager, name = "linux-1") {
  const base = mkdtempSync(join(folder, "agent-"));
  for (const part of ["etc", "var/run"]) {
    mkdirSync(join(base, part), { recursive: true });
  }
  writeFileSync(join(base, "authd.pass"), `${password}\n`);
  const said: string[] = [];
  const settings = {
    manager: { host: "localhost", port: ports!.agents },
    notifyTime: 0.1,
    reconnectTime: 0.05,
    enrolment: {
      port: ports!.enrolment,
      name,
      groups: "linux,lab",
      authority: certificate,
      password: join(base, "authd.pass"),
    },
  };
  const agent = new Agent(settings, base, (line) => said.push(line));
  agent.start();
  let running = true;
  const stop = async () => {
    if (running) {
      running = false;
      await agent.stop();
    }
  };
  t.teardown(stop);
  return { base, said, stop, take: (event: string) => agent.take(event) };
}

const activeAgent = (manager: RunningManager, name = "linux-1") =>
  eventually(`${name} is active`, async () => {
    const agent = await apiOf(manager).agentOfName(name);
    return agent?.status === "active" ? agent : undefined;
  });

test("an agent enrols with the password, is listed as active in its groups, and is told when it goes", async (t) => {
  const manager = await runWithAgents(t);
  const agent = startAgent(t, manager);
  const listed = await activeAgent(manager);
  t.like(listed, {
    id: "001",
    name: "linux-1",
    status: "active",
    group: ["linux", "lab"],
    version: "Wazuh v4.14.6",
  });
  t.regex(await manager.read("etc/client.keys"), /^001 linux-1 any [0-9a-f]{64}\n$/);
  t.is(readFileSync(join(agent.base, "var/run/wazuh-agentd.state"), "utf8"), "status='connected'\n");
  await agent.stop();
  t.is((await apiOf(manager).agentOfName("linux-1"))?.status, "disconnected");
});

test("what the agent is given becomes an event of its manager's, with the agent before its location", async (t) => {
  const manager = await runWithAgents(t);
  const agent = startAgent(t, manager);
  agent.take(
    "1:/var/log/auth.log:Nov 28 07:00:00 linux-1 sshd[7]: Failed password for root from 203.0.113.9 port 22 ssh2",
  );
  const lines = await manager.until("logs/archives/archives.json", "sshd");
  const event = JSON.parse(lines.split("\n").find((line) => line.includes("sshd"))!) as Record<
    string,
    unknown
  >;
  t.like(event, { agent: { id: "001", name: "linux-1" }, location: "/var/log/auth.log" });
});

test("an agent that says nothing for two minutes is disconnected", async (t) => {
  let now = Date.now();
  const manager = await runWithAgents(t, () => now);
  const agent = startAgent(t, manager);
  await activeAgent(manager);
  await agent.stop();
  const key = await ask(manager, `OSSEC PASS: ${password} OSSEC A:'silent'`);
  t.regex(key, /^OSSEC K:'002 silent any [0-9a-f]{64}'$/);
  t.is((await apiOf(manager).agentOfName("silent"))?.status, "never_connected");
  const other = startAgent(t, manager, "linux-2");
  await activeAgent(manager, "linux-2");
  now += 3 * 60_000;
  other.take("1:a:b");
  t.is((await apiOf(manager).agentOfName("linux-1"))?.status, "disconnected");
});

test("an agent whose key the manager has no more enrols anew, and one of the same name takes the old one's place", async (t) => {
  const manager = await runWithAgents(t);
  const agent = startAgent(t, manager);
  const first = await activeAgent(manager);
  await apiOf(manager).remove([first]);
  await agent.stop();
  const again = startAgent(t, manager);
  t.is((await activeAgent(manager)).id, "002");
  await again.stop();
  startAgent(t, manager);
  t.is((await activeAgent(manager)).id, "003");
  t.is((await apiOf(manager).agentsOfGroup("lab")).length, 1);
});

test("authd refuses in Wazuh's own words", async (t) => {
  const manager = await runWithAgents(t);
  const asked: [request: string, answer: string][] = [
    ["OSSEC A:'x1'", "ERROR: Invalid password. Unable to add agent"],
    ["OSSEC PASS: wrong OSSEC A:'x1'", "ERROR: Invalid password. Unable to add agent"],
    [`OSSEC PASS: ${password} HELLO`, "ERROR: Invalid request for new agent. Unable to add agent"],
    [`OSSEC PASS: ${password} OSSEC A:'a b'`, "ERROR: Invalid agent name: a b. Unable to add agent"],
    [`OSSEC PASS: ${password} OSSEC A:'x1' G:'nobody'`, "ERROR: Invalid group: nobody. Unable to add agent"],
    [
      `OSSEC PASS: ${password} OSSEC A:'x1' G:'../lab'`,
      "ERROR: Invalid group name: ../lab. Unable to add agent",
    ],
    [
      `OSSEC PASS: ${password} OSSEC A:'x1' V:'v4.15.0'`,
      "ERROR: Agent version must be lower or equal to manager version. Unable to add agent",
    ],
  ];
  for (const [request, answer] of asked) {
    t.is(await ask(manager, request), answer);
  }
  t.is(await manager.read("etc/client.keys"), "");
});

test("a message of nobody's ends the connection, and a ping is answered", async (t) => {
  const manager = await runWithAgents(t);
  const socket = connectTcp(manager.ports!.agents, "localhost");
  socket.write(frame(Buffer.from("#ping")));
  const [pong] = await new Promise<Buffer[]>((resolve) => {
    socket.once("data", (bytes) => {
      resolve(new Frames().take(bytes));
    });
  });
  t.is(pong?.toString(), "#pong");
  socket.write(frame(Buffer.from("!009!#AES:nothing")));
  await new Promise((closed) => socket.once("close", closed));
  t.regex(await manager.read("logs/ossec.log"), /There is no agent '009'/);
});

test("the API wants a password for a token and a token for all else, and keeps agents over a restart", async (t) => {
  const manager = await runWithAgents(t);
  const base = `https://localhost:${manager.ports!.api}`;
  t.is((await fetch(`${base}/agents`)).status, 401);
  const wrong = Buffer.from("wazuh-wui:wrong").toString("base64");
  const login = `${base}/security/user/authenticate`;
  t.is((await fetch(login, { method: "POST", headers: { Authorization: `Basic ${wrong}` } })).status, 401);
  await ask(manager, `OSSEC PASS: ${password} OSSEC A:'kept' G:'linux'`);
  await manager.stop();
  t.regex(await manager.read("queue/rehearsal-agents.json"), /"kept"/);
});

test("the API tests an event in a session, ends it, and refuses a request without an event", async (t) => {
  const manager = await runWithAgents(t);
  const client = apiOf(manager);
  const event = { event: '{"integration":"none"}', log_format: "json", location: "test" };
  const { token, output, alert } = await client.logtest(event);
  t.like(output, { decoder: { name: "json" }, location: "test" });
  t.false(alert);
  await t.notThrowsAsync(client.endLogtest(token!));
  await t.throwsAsync(client.logtest({ ...event, event: "" }), { message: /'event' is a required property/ });
});
