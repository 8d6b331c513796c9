import test from "ava";
import * as pulumi from "@pulumi/pulumi";
import { agentsSchema } from "../../../components/agents/configuration.ts";
import { desiredAgents } from "../../../components/agents/desired-agents.ts";
import { createSshKey } from "../../../components/windows-agent/ssh-key.ts";
import { unpackParcel } from "../../helpers/parcel.ts";
import { mockEngine, settled, valueOf } from "../../helpers/pulumi-mocks.ts";
import { testSite } from "../../helpers/site.ts";

const resources = await mockEngine("test");
const { makeAgents } = await import("../../../components/agents/lab-agents.ts");

const { privateKey, publicKey: hostKey } = createSshKey();
const agents = agentsSchema.parse([
  { name: "web01", os: "linux", kind: "container" },
  { name: "win11", os: "windows", kind: "vm" },
  { name: "win10", os: "windows", kind: "vm", release: "10" },
  {
    name: "srv01",
    os: "linux",
    kind: "remote",
    manager: "siem.lab.example",
    connection: { host: "srv01", privateKey, hostKey },
  },
]);

const made = makeAgents(
  {
    site: testSite(),
    agents,
    enrolment: {
      host: "wazuh.manager",
      password: pulumi.secret("password"),
      published: { address: "127.0.0.1", agents: 20_006, enrolment: 20_007 },
      authority: pulumi.output("authority"),
    },
    wazuh: "4.14.6",
    standIn: { image: "services", arguments: ["/opt/lab/rehearsal.js", "agent"] },
  },
  {},
);
await settled();

const inputsOf = (name: string) =>
  resources.find((resource) => resource.name === name && !resource.type.startsWith("wazuh-misp-lab:"))!
    .inputs;

test("a container reaches the manager by its name in the lab, a host by the published ports", (t) => {
  const files = inputsOf("agent-web01")["uploads"] as { file: string; content: string }[];
  const inside = files.find(({ file }) => file === "/etc/lab/ossec.conf")!.content;
  t.regex(inside, /<address>wazuh\.manager<\/address>\s+<port>1514</);
  const outside = unpackParcel(inputsOf("agent-srv01-installation")["stdin"] as string)["ossec.conf"]!;
  t.regex(outside, /<address>siem\.lab\.example<\/address>\s+<port>20006</);
  t.regex(outside, /<enrollment>[\s\S]+<port>20007</);
});

test("each virtual machine's SSH is on a port of its own in the lab's block", (t) => {
  const portOf = (name: string) => (inputsOf(name)["ports"] as { external: number }[])[0]!.external;
  t.deepEqual([portOf("agent-win11"), portOf("agent-win10")], [20_012, 20_013]);
});

test("a stand-in takes the place of an agent's image, with its arguments", (t) => {
  t.is(inputsOf("agent-web01")["image"], "services");
  t.deepEqual(inputsOf("agent-web01")["command"], ["/opt/lab/rehearsal.js", "agent"]);
});

test("the rest of the lab learns what to wait for, what runs where, and who signs in", async (t) => {
  t.is(made.endpoints.length, 4);
  t.deepEqual(Object.keys(made.containers), ["agent-web01", "agent-win11", "agent-win10"]);
  t.is(await valueOf(made.containers["agent-web01"]!), "lab-test-agent-web01");
  t.deepEqual(Object.keys(made.administrators), ["agent-win11", "agent-win10"]);
});

test("the configurator is told each agent's groups, and gives a virtual machine the time that it needs", (t) => {
  const desired = desiredAgents(agents);
  t.deepEqual(
    desired.map(({ name, groups }) => [name, ...groups]),
    [
      ["web01", "linux", "lab"],
      ["win11", "windows", "lab"],
      ["win10", "windows", "lab"],
      ["srv01", "linux", "lab"],
    ],
  );
  t.true(desired[1]!.deadline > desired[0]!.deadline);
});

test("more virtual machines than the lab has ports for are refused", (t) => {
  const machine = (index: number) => ({ name: `win${index}`, os: "windows", kind: "vm" });
  const list = (length: number) => Array.from({ length }, (_, index) => machine(index + 10));
  t.true(agentsSchema.safeParse(list(8)).success);
  t.regex(agentsSchema.safeParse(list(9)).error!.issues[0]!.message, /8 virtual machines at most/);
});
