import test from "ava";
import type { DesiredState } from "../../configurator/desired.ts";
import { readConfiguration } from "../../components/configuration.ts";
import { containersOf } from "../helpers/containers.ts";
import { graphOf } from "../helpers/graph.ts";
import { mockEngine, opened, settled } from "../helpers/pulumi-mocks.ts";

const resources = await mockEngine("full");
const pulumi = await import("@pulumi/pulumi");
const { Lab } = await import("../../components/lab.ts");

const lab = new Lab(
  "lab",
  readConfiguration({ "lab:portBase": "20000", "lab:systems": '{"mispModules":true}' }),
);
const outputs = await opened(lab.outputs);
await settled();

const { component, container, names, upload, environment } = containersOf(resources);

test("the graph of the whole lab is the reviewed one", (t) => {
  t.snapshot(graphOf(resources).join("\n"));
});

test("every part is there, below its system, below the lab", (t) => {
  t.deepEqual(names(), [
    "configurator",
    "fluent-bit",
    "graylog",
    "graylog-data-node",
    "graylog-database",
    "misp",
    "misp-cache",
    "misp-database",
    "misp-modules",
    "ticket-desk",
    "wazuh-dashboard",
    "wazuh-indexer",
    "wazuh-manager",
  ]);
  for (const name of names()) {
    t.is(container(name).parent, name);
  }
  for (const [name, parent] of [
    ["misp", "lab"],
    ["misp-database", "misp"],
    ["graylog-data-node", "graylog"],
    ["wazuh-dashboard", "lab"],
  ] as const) {
    t.is(component(name).parent, parent);
  }
});

test("each container runs its project's image, but for the lab's own", (t) => {
  const image = (name: string) => container(name).inputs["image"] as string;
  t.is(image("wazuh-indexer"), "wazuh/wazuh-indexer:4.14.6");
  t.is(image("misp-database"), "mariadb:10.11");
  t.is(image("graylog-data-node"), "graylog/graylog-datanode:7.1");
  t.regex(image("wazuh-manager"), /^wazuh-misp-lab\/wazuh-manager:full-/);
  t.regex(image("configurator"), /^wazuh-misp-lab\/services:full-/);
});

test("no password that an image comes with is left anywhere", (t) => {
  const known =
    /SecretPassword|MyS3cr37P450r|kibanaserver:kibanaserver|redispassword|^password$|^example$|^passphrase$|^supervisor$|^admin$|security_cookie_default_password/;
  for (const name of names()) {
    for (const [key, value] of Object.entries(environment(name))) {
      t.false(/PASS|SECRET|KEY/.test(key) && known.test(value), `${name}: ${key}`);
    }
    for (const { content, file } of container(name).inputs["uploads"] as {
      content: string;
      file: string;
    }[]) {
      t.notRegex(content, /SecretPassword|MyS3cr37P450r|security_cookie_default_password/, file);
    }
  }
});

test("files with keys and passwords can be read by their reader alone", (t) => {
  for (const name of names()) {
    for (const { file, permissions } of container(name).inputs["uploads"] as {
      file: string;
      permissions: string;
    }[]) {
      if (/key|pass|secret|token|users|wazuh\.yml|dashboards\.yml|valkey|desired/i.test(file)) {
        t.regex(permissions, /^0(400|600|640)$/, `${name}: ${file}`);
      }
    }
  }
});

test("the configurator is told of every system that is not proven by its own check", (t) => {
  const desired = JSON.parse(upload("configurator", "/etc/lab/desired-state.json").content) as DesiredState;
  t.deepEqual(Object.keys(desired).sort(), [
    "agents",
    "fluentBit",
    "graylog",
    "misp",
    "tickets",
    "wazuhDashboard",
    "wazuhIndexer",
  ]);
  t.deepEqual(
    desired.wazuhIndexer!.users.map(({ name }) => name),
    ["admin", "kibanaserver"],
  );
  t.regex(desired.wazuhIndexer!.administrator.privateKey, /^-----BEGIN PRIVATE KEY-----/);
  t.is(desired.misp!.lookupKey!.group, 999);
});

test("the outputs say where everything is and who signs in, without a secret", async (t) => {
  const { urls, users, ports, secretsHint } = outputs;
  t.deepEqual(urls, {
    misp: "https://localhost:20001",
    graylog: "http://localhost:20002",
    wazuh: "https://localhost:20005",
    tickets: "http://localhost:20004/tickets",
  });
  t.deepEqual(users, {
    misp: "admin@lab.example",
    graylog: "admin",
    wazuh: "admin",
    "wazuh-api": "wazuh-wui",
  });
  t.like(ports, { "wazuh-agents": "127.0.0.1:20006", "wazuh-enrolment": "127.0.0.1:20007" });
  t.is(secretsHint as unknown as string, "npm run pulumi -- stack output signIn --show-secrets");
  for (const name of ["urls", "users", "ports", "containers"] as const) {
    t.false(await pulumi.isSecret(pulumi.output(lab.outputs[name])), name);
  }
  t.true(await pulumi.isSecret(pulumi.output(lab.outputs["signIn"])));
});

test("what signs in is a secret of the stack, by system", (t) => {
  const signIn = outputs["signIn"] as Record<string, Record<string, string>>;
  t.deepEqual(Object.keys(signIn).sort(), ["graylog", "misp", "tickets", "wazuh", "wazuh-api"]);
  t.is(signIn["wazuh"]!["username"], "admin");
  t.regex(signIn["misp"]!["key"]!, /^[A-Za-z0-9]{40}$/);
});
