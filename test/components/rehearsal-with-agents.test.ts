import test from "ava";
import { ConfigurationError, readConfiguration } from "../../components/configuration.ts";
import { needsOf } from "../../lab/doctor/needs.ts";
import { declaredContainers } from "../../lab/expected.ts";
import { mockEngine, settled } from "../helpers/pulumi-mocks.ts";

const resources = await mockEngine("agents");
const { Lab } = await import("../../components/lab.ts");

const settings = {
  "lab:profile": "rehearsal",
  "lab:agents": '[{"name":"linux-1","os":"linux","kind":"container"}]',
};

new Lab("lab", readConfiguration(settings));
await settled();

const container = (name: string) =>
  resources.find((resource) => resource.type.startsWith("docker:index/container") && resource.name === name)!
    .inputs;
const fileOf = (name: string, path: string) =>
  (container(name)["uploads"] as { file: string; content: string }[]).find(({ file }) => file === path)
    ?.content;

test("a rehearsal has a stand-in for each agent in a container, with the agent's own configuration and check", (t) => {
  t.deepEqual(container("agent-linux-1")["command"], ["/opt/lab/rehearsal.js", "linux-agent"]);
  t.regex(fileOf("agent-linux-1", "/etc/lab/ossec.conf")!, /<address>wazuh\.manager<\/address>/);
  t.regex(fileOf("agent-linux-1", "/opt/lab/health.sh")!, /wazuh-agentd\.state/);
});

test("its manager then serves agents, and its health is that of the daemons that do", (t) => {
  t.regex(fileOf("wazuh-manager", "/wazuh-config-mount/etc/sslmanager.cert")!, /BEGIN CERTIFICATE/);
  t.truthy(fileOf("wazuh-manager", "/wazuh-config-mount/etc/shared/linux/agent.conf"));
  const { tests } = container("wazuh-manager")["healthcheck"] as { tests: string[] };
  t.deepEqual(tests.slice(-3), ["wazuh-remoted", "wazuh-authd", "wazuh-apid"]);
  t.deepEqual(
    (container("wazuh-manager")["ports"] as { internal: number }[]).map(({ internal }) => internal),
    [1514, 1515, 55_000],
  );
});

test("whoever reads its configuration alone expects the agent, and the ports that agents are served on", (t) => {
  const configuration = readConfiguration(settings);
  t.is(declaredContainers("agents", configuration)["agent-linux-1"], "lab-agents-agent-linux-1");
  const services = needsOf("agents", configuration).ports.map(({ service }) => service);
  t.deepEqual(
    services.filter((service) => service.startsWith("wazuh-")),
    ["wazuh-agents", "wazuh-enrolment", "wazuh-api"],
  );
});

test("an agent that has no stand-in is refused by name", (t) => {
  const windows = '[{"name":"windows-1","os":"windows","kind":"vm"}]';
  t.throws(() => readConfiguration({ ...settings, "lab:agents": windows }), {
    instanceOf: ConfigurationError,
    message: /^lab:agents\[0\]\.kind.*leave windows-1 out, or take the profile full/,
  });
});
