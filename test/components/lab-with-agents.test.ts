import { X509Certificate } from "node:crypto";
import test from "ava";
import type { DesiredState } from "../../configurator/desired.ts";
import { ConfigurationError, readConfiguration } from "../../components/configuration.ts";
import { createSshKey } from "../../components/windows-agent/ssh-key.ts";
import { mockEngine, settled, type MockedResource } from "../helpers/pulumi-mocks.ts";

const resources = await mockEngine("test");
const { Lab } = await import("../../components/lab.ts");

const { privateKey, publicKey: hostKey } = createSshKey();
const connection = { host: "srv01", privateKey, hostKey };
const agents = [
  { name: "web01", os: "linux", kind: "container" },
  { name: "srv01", os: "linux", kind: "remote", manager: "siem.lab.example", connection },
];

new Lab("lab", readConfiguration({ "lab:portBase": "20000", "lab:agents": JSON.stringify(agents) }));
await settled();

const resource = (name: string, type = "docker:index/container:Container"): MockedResource =>
  resources.find((candidate) => candidate.name === name && candidate.type === type)!;
const upload = (name: string, path: string) =>
  (resource(name).inputs["uploads"] as { file: string; content: string }[]).find(({ file }) => file === path)!
    .content;

test("the configurator asks the manager's API for every declared agent", (t) => {
  const desired = JSON.parse(upload("configurator", "/etc/lab/desired-state.json")) as DesiredState;
  t.like(desired.agents, { api: "https://wazuh.manager:55000", username: "wazuh-wui", group: "lab" });
  t.deepEqual(
    desired.agents!.agents.map(({ name }) => name),
    ["web01", "srv01"],
  );
  const environment = resource("wazuh-manager").inputs["envs"] as string[];
  t.true(environment.includes(`API_PASSWORD=${desired.agents!.password}`));
});

test("the manager's certificate has the address that a host knows it by, and the agents trust its authority", (t) => {
  const certificate = new X509Certificate(upload("wazuh-manager", "/wazuh-config-mount/etc/sslmanager.cert"));
  t.is(certificate.checkHost("siem.lab.example"), "siem.lab.example");
  t.is(certificate.checkHost("wazuh.manager"), "wazuh.manager");
  const authority = new X509Certificate(upload("agent-web01", "/etc/lab/authority.pem"));
  t.true(certificate.verify(authority.publicKey));
});

test("an agent has the password that the manager wants, and a group that the manager has", (t) => {
  const password = upload("wazuh-manager", "/wazuh-config-mount/etc/authd.pass").trim();
  t.is(upload("agent-web01", "/etc/lab/authd.pass"), `${password}\n`);
  for (const group of ["linux", "windows", "lab"]) {
    t.regex(upload("wazuh-manager", `/wazuh-config-mount/etc/shared/${group}/agent.conf`), /<agent_config>/);
  }
});

test("an agent's image is built with the manager's release", (t) => {
  const build = resource("linux-agent", "docker:index/remoteImage:RemoteImage").inputs["build"] as {
    context: string;
    buildArgs: object;
  };
  t.like(build, { context: "dist/linux-agent", buildArgs: { AGENT_VERSION: "4.14.6-1" } });
});

test("a mistake in an agent is told with its place in the stack's file", (t) => {
  const wrong = [{ name: "web 01", os: "linux", kind: "container" }];
  const error = t.throws(() => readConfiguration({ "lab:agents": JSON.stringify(wrong) }), {
    instanceOf: ConfigurationError,
  });
  t.regex(error.message, /^lab:agents\[?\.?0\]?\.name: "web 01" is not allowed; it must be 2 to 63 letters/);
});
