import test from "ava";
import { readConfiguration } from "../../components/configuration.ts";
import { effectiveValues } from "../../lab/config/effective.ts";
import { stackFileSchema } from "../../lab/config/schema.ts";
import { parseStackFile } from "../../lab/stack-file.ts";

const text = `config:
  lab:size: small
  lab:agents:
    - name: web-1
      os: linux
      kind: container
  lab:versions:
    graylog: 7.1.4
  lab:secrets:
    mispAdminKey:
      secure: v1:abc:def
  docker:host: ssh://me@docker.example.org
`;
const key = "a".repeat(40);
const file = parseStackFile("mine", "stacks/Pulumi.mine.yaml", text);
const configuration = readConfiguration({ ...file.settings, "lab:secrets": { mispAdminKey: key } });
const values = new Map(effectiveValues(file, configuration).map((value) => [value.key, value]));

test("a value of the file is shown with its line, and one that is left out as the default", (t) => {
  t.like(values.get("lab:size"), { value: "small", source: "stacks/Pulumi.mine.yaml:2" });
  t.like(values.get("lab:agents[0].kind"), { value: "container", source: "stacks/Pulumi.mine.yaml:6" });
  t.like(values.get("lab:agents[0].packetbeat"), { value: "true", source: "default" });
  t.like(values.get("lab:portBase"), { value: "18000", source: "default" });
});

test("releases are shown whether the file names them or this project pins them", (t) => {
  t.like(values.get("lab:versions.graylog"), { value: "7.1.4", source: "stacks/Pulumi.mine.yaml:8" });
  t.is(values.get("lab:images.graylog")?.value, "graylog/graylog:7.1.4");
  t.is(values.get("lab:versions.misp")?.source, "pinned");
});

test("an encrypted value is told, and never shown", (t) => {
  t.like(values.get("lab:secrets.mispAdminKey"), {
    value: "(encrypted)",
    source: "stacks/Pulumi.mine.yaml:10",
  });
  t.notRegex(JSON.stringify([...values.values()]), new RegExp(key));
});

test("settings of the plugins are shown too", (t) => {
  t.like(values.get("docker:host"), {
    value: "ssh://me@docker.example.org",
    source: "stacks/Pulumi.mine.yaml:12",
  });
});

interface Schema {
  readonly properties: Readonly<
    Record<string, Schema & { readonly enum?: readonly string[]; readonly anyOf?: readonly object[] }>
  >;
}

test("the schema describes a stack's file, with each setting under lab: and texts that may be encrypted", (t) => {
  const { properties } = stackFileSchema() as Schema;
  const settings = properties["config"]!.properties;
  t.deepEqual(settings["lab:size"]?.enum, ["small", "medium"]);
  t.true(Object.keys(settings).every((name) => name.startsWith("lab:")));
  t.deepEqual(settings["lab:secrets"]?.properties["mispAdminKey"]?.anyOf?.[1], {
    type: "object",
    properties: { secure: { type: "string" } },
    required: ["secure"],
    additionalProperties: false,
  });
});
