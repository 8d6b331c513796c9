import { dirname } from "node:path";
import test from "ava";
import type { DesiredState } from "../../configurator/desired.ts";
import { readConfiguration } from "../../components/configuration.ts";
import { containersOf } from "../helpers/containers.ts";
import { mockEngine, settled, type MockedResource } from "../helpers/pulumi-mocks.ts";

const resources = await mockEngine("test");
const { Lab } = await import("../../components/lab.ts");

const configuration = readConfiguration({ "lab:profile": "rehearsal", "lab:portBase": "20000" });

test.before(async () => {
  new Lab("lab", configuration);
  await settled();
});

const ofType = (type: string): MockedResource[] => resources.filter((resource) => resource.type === type);
const containers = () => ofType("docker:index/container:Container");
const container = (name: string) => containers().find((resource) => resource.name === name)!.inputs;
interface Upload {
  readonly file: string;
  readonly content: string;
  readonly permissions: string;
  readonly owner: string;
}
const uploads = (name: string) => container(name)["uploads"] as Upload[];
const desiredState = () =>
  JSON.parse(
    uploads("configurator").find(({ file }) => file === "/etc/lab/desired-state.json")!.content,
  ) as DesiredState;

test("everything that Docker makes carries the stack's name and label", (t) => {
  const label = [{ label: "wazuh-misp-lab.stack", value: "test" }];
  for (const { name, inputs } of [
    ...containers(),
    ...ofType("docker:index/volume:Volume"),
    ...ofType("docker:index/network:Network"),
  ]) {
    t.is(inputs["name"], `lab-test-${name}`);
    t.deepEqual(inputs["labels"], label);
  }
  for (const { inputs } of ofType("docker:index/remoteImage:RemoteImage")) {
    t.regex(inputs["name"] as string, /^wazuh-misp-lab\/[a-z-]+:test-[0-9a-f]{12}$/);
  }
});

test("a rehearsal runs each server's stand-in from the lab's own image, and custom-misp in the manager's", (t) => {
  t.deepEqual(
    containers()
      .map(({ name }) => name)
      .sort(),
    ["configurator", "fluent-bit", "graylog", "misp", "ticket-desk", "wazuh-manager"],
  );
  for (const system of ["fluent-bit", "graylog", "misp", "wazuh-manager"]) {
    t.deepEqual(container(system)["command"], ["/opt/lab/rehearsal.js", system]);
  }
  t.regex(container("wazuh-manager")["image"] as string, /^wazuh-misp-lab\/wazuh-manager:/);
  t.regex(container("misp")["image"] as string, /^wazuh-misp-lab\/services:/);
});

test("ports are published on the bind address alone, each in the lab's block", (t) => {
  const ports = containers().flatMap(({ inputs }) => inputs["ports"] as { external: number; ip: string }[]);
  t.true(ports.length > 0);
  for (const { external, ip } of ports) {
    t.is(ip, "127.0.0.1");
    t.true(external > 20_000 && external < 20_020, `${external}`);
  }
  t.is(new Set(ports.map(({ external }) => external)).size, ports.length);
});

test("memory is limited with swap beside it, which the plugin would otherwise see as a change for ever", (t) => {
  for (const { name, inputs } of containers()) {
    t.true((inputs["memory"] as number) > 0, name);
    t.is(inputs["memorySwap"], inputs["memory"], name);
  }
});

test("files with secrets can be read by their reader alone", (t) => {
  const secret = /password|secret|token|private|key|authd|desired/i;
  for (const name of ["configurator", "misp", "ticket-desk", "wazuh-manager"]) {
    for (const { file, permissions } of uploads(name).filter((upload) => secret.test(upload.file))) {
      t.regex(permissions, /^0(600|640)$/, file);
    }
  }
});

test("whatever holds a secret is encrypted in the state", (t) => {
  const secretsOf = (name: string) => containers().find((resource) => resource.name === name)!.secrets;
  t.true(secretsOf("misp").includes("envs"));
  t.true(secretsOf("graylog").includes("envs"));
  for (const name of ["configurator", "misp", "ticket-desk", "wazuh-manager"]) {
    t.true(secretsOf(name).includes("uploads"), name);
  }
  for (const { name, secrets } of ofType("pulumi:index:Stash")) {
    t.deepEqual(secrets, ["input"], name);
  }
});

test("the configurator has the key that MISP is given, and the manager one that MISP makes, to read alone", (t) => {
  const { ADMIN_KEY: key } = containersOf(resources).environment("misp");
  t.regex(key!, /^[A-Za-z0-9]{40}$/);
  const desired = desiredState();
  t.is(desired.misp!.key, key!);
  const { volumes, upload } = containersOf(resources);
  const folder = dirname(desired.misp!.lookupKey!.path);
  t.is(volumes("configurator")[folder], "lab-test-misp-lookup-key");
  t.is(volumes("wazuh-manager")[folder], "lab-test-misp-lookup-key");
  t.true(
    upload("wazuh-manager", "/wazuh-config-mount/etc/ossec.conf").content.includes(
      JSON.stringify(desired.misp!.lookupKey!.path),
    ),
  );
  for (const { content } of uploads("wazuh-manager")) {
    t.false(content.includes(key!));
  }
});

test("Fluent Bit may read the manager's logs, and not write them", (t) => {
  const volumes = container("fluent-bit")["volumes"] as { containerPath: string; readOnly: boolean }[];
  t.true(volumes.find(({ containerPath }) => containerPath === "/var/ossec/logs")!.readOnly);
});

test("Fluent Bit and the evidence read the logs of the manager's volume, and where Fluent Bit stopped is on its own", (t) => {
  const { volumes, upload } = containersOf(resources);
  for (const system of ["fluent-bit", "configurator"]) {
    t.is(volumes(system)["/var/ossec/logs"], volumes("wazuh-manager")["/var/ossec/logs"]!, system);
  }
  const [, database = ""] = / DB +(\S+)/.exec(
    upload("fluent-bit", "/fluent-bit/etc/fluent-bit.conf").content,
  )!;
  t.is(volumes("fluent-bit")[dirname(database)], "lab-test-fluent-bit-data");
});

test("Fluent Bit sends to the host and the port of Graylog's input, which takes alerts from other containers", (t) => {
  const { container: deployed, upload } = containersOf(resources);
  const { content } = upload("fluent-bit", "/fluent-bit/etc/fluent-bit.conf");
  const [, host, port] = / Host +(\S+)\n +Port +(\d+)/.exec(content)!;
  t.is(host, deployed("graylog").inputs["hostname"] as string);
  const [input] = desiredState().graylog!.content!.inputs;
  t.like(input!["configuration"], { bind_address: "0.0.0.0", port: Number(port) });
});

test("Graylog notifies the ticket desk where it listens, and shows the token that the desk and the evidence have", (t) => {
  const { content } = desiredState().graylog!;
  const { upload } = containersOf(resources);
  const token = upload("ticket-desk", "/etc/lab/ticket-desk-token").content;
  const url = "http://ticket-desk:8080/notifications";
  t.like(content!.notifications[0]!["config"], { url, headers: `Authorization: Bearer ${token}` });
  t.deepEqual(
    content!.urlAllowlist.map(({ value }) => value),
    [url],
  );
  t.is(upload("configurator", "/etc/lab/ticket-desk-token").content, token);
  t.is(desiredState().tickets!.token, token);
});
