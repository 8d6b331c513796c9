import test from "ava";
import * as pulumi from "@pulumi/pulumi";
import { agentSchema, type LinuxAgentConfiguration } from "../../../components/agents/configuration.ts";
import { createSshKey } from "../../../components/windows-agent/ssh-key.ts";
import { testSite } from "../../helpers/site.ts";
import { mockEngine, settled, type MockedResource } from "../../helpers/pulumi-mocks.ts";
import { unpackParcel } from "../../helpers/parcel.ts";

const resources = await mockEngine("test");
const { LinuxAgent } = await import("../../../components/linux-agent/linux-agent.ts");

const { privateKey, publicKey: hostKey } = createSshKey();
const password = `it's "the" password $(id)`;
const enrolment = {
  host: "wazuh.manager",
  port: 1514,
  enrolmentPort: 1515,
  password: pulumi.secret(password),
  authority: "-----BEGIN CERTIFICATE-----\n…",
};

{
  const site = testSite();
  const add = (name: string, agent: object) =>
    new LinuxAgent(name, {
      site,
      agent: agentSchema.parse({ os: "linux", ...agent }) as LinuxAgentConfiguration,
      enrolment,
      image: { image: "wazuh-misp-lab/linux-agent:test" },
      wazuh: "4.14.6",
    });
  add("agent-web01", { name: "web01", kind: "container" });
  add("agent-sensor", { name: "sensor", kind: "container", sysmon: true, packetbeat: false });
  const connection = { host: "srv01", port: 2222, user: "admin", privateKey, hostKey };
  const proxy = { host: "jump", password: "pass", hostKey };
  add("agent-srv01", {
    name: "srv01",
    kind: "remote",
    manager: "siem",
    connection: { ...connection, proxy },
  });
  add("agent-srv02", {
    name: "srv02",
    kind: "remote",
    manager: "siem",
    connection,
    packetbeat: false,
    sysmon: false,
  });
  await settled();
}

/** A resource that is not a component, which has the name of its main part. */
const resource = (name: string): MockedResource =>
  resources.find((candidate) => candidate.name === name && !candidate.type.startsWith("wazuh-misp-lab:"))!;
const uploads = (name: string) =>
  resource(name).inputs["uploads"] as { file: string; content: string; permissions: string }[];
const parcelOf = (name: string) => unpackParcel(resource(name).inputs["stdin"] as string);

test("an agent in a container is reached and reports by its own name, and keeps its key in a volume", (t) => {
  const { inputs } = resource("agent-web01");
  t.is(inputs["name"], "lab-test-agent-web01");
  t.is(inputs["hostname"], "web01");
  t.deepEqual(inputs["volumes"], [
    { volumeName: "lab-test-agent-web01-etc", containerPath: "/var/ossec/etc", readOnly: false },
  ]);
  t.is(inputs["stopTimeout"], 30);
  t.deepEqual((inputs["healthcheck"] as { tests: string[] }).tests, ["CMD", "sh", "/opt/lab/health.sh"]);
});

test("the enrolment password is in a file that root alone reads, and in no variable and no argument", (t) => {
  const { inputs, secrets } = resource("agent-web01");
  const file = uploads("agent-web01").find(({ content }) => content.includes(password))!;
  t.is(file.content, `${password}\n`);
  t.is(file.permissions, "0600");
  t.true(secrets.includes("uploads"));
  const { uploads: ignored, ...rest } = inputs;
  t.truthy(ignored);
  t.false(JSON.stringify(rest).includes("password"));
});

test("each sensor has its configuration and its rights only where it is wanted", (t) => {
  const filesOf = (name: string) => uploads(name).map(({ file }) => file);
  const web = resource("agent-web01").inputs;
  t.true(filesOf("agent-web01").includes("/etc/packetbeat/packetbeat.yml"));
  t.false(filesOf("agent-web01").includes("/etc/lab/sysmon.xml"));
  t.deepEqual(web["capabilities"], { adds: ["CAP_NET_ADMIN", "CAP_NET_RAW"] });
  t.is(web["privileged"], undefined);
  const sensor = resource("agent-sensor").inputs;
  t.false(filesOf("agent-sensor").includes("/etc/packetbeat/packetbeat.yml"));
  t.true(filesOf("agent-sensor").includes("/etc/lab/sysmon.xml"));
  t.is(sensor["privileged"], true);
  t.is(sensor["pidMode"], "host");
  t.deepEqual(sensor["ulimits"], [{ name: "memlock", soft: -1, hard: -1 }]);
  t.is(sensor["capabilities"], undefined);
});

test("a host gets its agent over SSH, from a server that is known, and the connection is secret", (t) => {
  const { type, inputs, secrets } = resource("agent-srv01-installation");
  t.is(type, "command:remote:Command");
  t.like(inputs["connection"], {
    host: "srv01",
    port: 2222,
    user: "admin",
    privateKey,
    hostKey,
    proxy: { host: "jump", port: 22, user: "root", password: "pass", hostKey },
  });
  t.true(secrets.includes("connection"));
  t.true(secrets.includes("stdin"));
  t.is(inputs["addPreviousOutputInEnv"], false);
});

test("another host is another installation, and a new version or password is not", (t) => {
  t.deepEqual(resource("agent-srv01-installation").inputs["triggers"], ["admin@srv01:2222"]);
});

test("no command line has anything of the agent's, whose files are in the standard input", (t) => {
  const { inputs } = resource("agent-srv01-installation");
  for (const command of [inputs["create"], inputs["delete"]] as string[]) {
    t.regex(command, /^sudo -n sh -c '[\s\S]+' receive (install|remove)\.sh$/);
    t.false(command.includes(password));
    t.false(command.includes("srv01"));
  }
  t.is(inputs["update"], undefined);
  const files = parcelOf("agent-srv01-installation");
  t.is(files["authd.pass"], `${password}\n`);
  t.is(files["authority.pem"], enrolment.authority);
  t.regex(files["ossec.conf"]!, /<config-profile>journald<\/config-profile>/);
  t.regex(files["settings.sh"]!, /^AGENT_NAME='srv01'$/m);
  t.deepEqual(Object.keys(files).at(-1), "complete");
});

test("a sensor that is not wanted has no version to install", (t) => {
  const settings = parcelOf("agent-srv02-installation")["settings.sh"]!;
  t.regex(settings, /^PACKETBEAT_VERSION=''$/m);
  t.regex(settings, /^SYSMON_VERSION=''$/m);
  t.regex(parcelOf("agent-srv01-installation")["settings.sh"]!, /^SYSMON_VERSION='\d/m);
});
