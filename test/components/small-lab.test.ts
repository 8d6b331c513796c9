import test from "ava";
import { readConfiguration } from "../../components/configuration.ts";
import { containersOf } from "../helpers/containers.ts";
import { mockEngine, settled } from "../helpers/pulumi-mocks.ts";

const resources = await mockEngine("small");
const { Lab } = await import("../../components/lab.ts");

new Lab(
  "lab",
  readConfiguration({
    "lab:size": "small",
    "lab:versions": JSON.stringify({ graylog: "7.1.4" }),
    "lab:images": JSON.stringify({ misp: "mirror.example.org/misp-core:v2.5.42" }),
    "lab:secrets": JSON.stringify({ wazuhIndexerAdminPassword: "chosen-by-hand" }),
  }),
);
await settled();

const { container, environment, names, secret } = containersOf(resources);

test("a small lab has no data node: Graylog keeps its messages in the Wazuh indexer", (t) => {
  t.false(names().includes("graylog-data-node"));
  t.regex(environment("graylog")["GRAYLOG_ELASTICSEARCH_HOSTS"]!, /@wazuh\.indexer:9200$/);
  t.true(container("graylog").dependencies.includes("wazuh-indexer-graylog-password"));
});

test("the containers' limits together leave a gigabyte of 8 GiB", (t) => {
  const total = names().reduce((sum, name) => sum + (container(name).inputs["memory"] as number), 0);
  t.true(total <= 7 * 1_024, `${total} MiB`);
});

test("another release and another image are taken where the configuration names them", (t) => {
  t.is(container("graylog").inputs["image"], "graylog/graylog:7.1.4");
  t.is(container("misp").inputs["image"], "mirror.example.org/misp-core:v2.5.42");
});

test("a secret of the configuration is used, and none is made in its place", (t) => {
  t.is(environment("wazuh-manager")["INDEXER_PASSWORD"], "chosen-by-hand");
  t.throws(() => secret("wazuh-indexer-admin-password"));
  t.true(container("wazuh-manager").secrets.includes("envs"));
});
