import { createHash } from "node:crypto";
import test from "ava";
import { graylogContent } from "../../components/graylog/content.ts";
import { sizes, type Part } from "../../components/sizes.ts";
import { readTemplate } from "../../components/template.ts";
import { containersOf } from "../helpers/containers.ts";
import { mockEngine, settled, valueOf } from "../helpers/pulumi-mocks.ts";

const resources = await mockEngine("graylog");
const docker = await import("@pulumi/docker");
const { CertificateAuthority } = await import("../../components/certificate-authority.ts");
const { Graylog } = await import("../../components/graylog.ts");
const { Secrets } = await import("../../components/secrets.ts");
const { WazuhIndexer } = await import("../../components/wazuh-indexer.ts");

const network = new docker.Network("network", { name: "lab-graylog-network" });
const site = (size: keyof typeof sizes) =>
  ({
    stack: "graylog",
    network,
    profile: "full",
    size: sizes[size],
    secrets: new Secrets({}),
    bindAddress: "127.0.0.1",
    portBase: 20_000,
    checkInterval: 10,
  }) as const;
const images = { of: (system: string) => ({ image: `image of ${system}` }) };
const authority = new CertificateAuthority("authority");
const indexer = new WazuhIndexer("wazuh-indexer", {
  site: site("small"),
  image: { image: "image" },
  authority,
  graylog: true,
});
const graylog = (name: string, size: keyof typeof sizes, parts: readonly Part[]) =>
  new Graylog(name, {
    site: site(size),
    images,
    parts: new Set(parts),
    indexer: indexer.api,
    authority: authority.certificate,
    shared: undefined,
    agentOwners: { win10: "it@example.org" },
  });
const medium = graylog("graylog", "medium", ["graylog", "graylog-database", "graylog-data-node"]);
graylog("small", "small", ["graylog", "graylog-database"]);
graylog("rehearsed", "rehearsal", ["graylog"]);
const [adminPassword, indexerPassword] = await Promise.all([
  valueOf(medium.administrator.password),
  valueOf(indexer.api.graylog!.password),
]);
await settled();

const { container, environment, names, upload, volumes } = containersOf(resources);

test("Graylog comes with its database and its data node, each below it", (t) => {
  t.deepEqual(Object.keys(medium.containers), ["graylog", "graylog-database", "graylog-data-node"]);
  for (const name of ["graylog-database", "graylog-data-node"]) {
    t.is(container(name).parent, name);
    t.is(container(name).inputs["image"], `image of ${name}`);
  }
});

test("Graylog and its data node share the database, with a password, and the secret", (t) => {
  const server = environment("graylog");
  const node = environment("graylog-data-node");
  t.regex(server["GRAYLOG_PASSWORD_SECRET"]!, /^.{64,}$/);
  t.is(node["GRAYLOG_DATANODE_PASSWORD_SECRET"], server["GRAYLOG_PASSWORD_SECRET"]);
  t.is(node["GRAYLOG_DATANODE_MONGODB_URI"], server["GRAYLOG_MONGODB_URI"]);
  const uri = new URL(server["GRAYLOG_MONGODB_URI"]!);
  const database = environment("graylog-database");
  t.is(uri.password, database["MONGO_INITDB_ROOT_PASSWORD"]!);
  t.is(uri.username, database["MONGO_INITDB_ROOT_USERNAME"]!);
  t.is(uri.hostname, container("graylog-database").inputs["hostname"] as string);
  t.is(uri.searchParams.get("authSource"), "admin");
});

test("no wizard waits at the first start, and the administrator's password is the lab's", (t) => {
  t.like(environment("graylog"), {
    GRAYLOG_SELFSIGNED_STARTUP: "true",
    GRAYLOG_ROOT_PASSWORD_SHA2: createHash("sha256").update(adminPassword).digest("hex"),
  });
});

test("the node's identity and the data are on volumes", (t) => {
  const within = (path: string, name: string): boolean =>
    Object.keys(volumes(name)).some((mount) => path.startsWith(`${mount}/`));
  t.true(within(environment("graylog")["GRAYLOG_NODE_ID_FILE"]!, "graylog"));
  t.true(within(environment("graylog-data-node")["GRAYLOG_DATANODE_NODE_ID_FILE"]!, "graylog-data-node"));
  t.is(volumes("graylog-database")["/data/db"], "lab-graylog-graylog-database-data");
});

test("heaps and caches are set from the size", (t) => {
  t.is(environment("graylog")["GRAYLOG_SERVER_JAVA_OPTS"], "-Xms1024m -Xmx1024m");
  t.is(environment("graylog-data-node")["GRAYLOG_DATANODE_OPENSEARCH_HEAP"], "1024m");
  t.deepEqual(container("graylog-database").inputs["command"], [
    "--quiet",
    "--wiredTigerCacheSizeGB",
    "0.375",
  ]);
  t.deepEqual(container("small-database").inputs["command"], ["--quiet", "--wiredTigerCacheSizeGB", "0.25"]);
});

test("in a small lab Graylog signs in to the indexer and takes it for the OpenSearch that it is", (t) => {
  const { GRAYLOG_ELASTICSEARCH_HOSTS: hosts, ...others } = environment("small");
  t.is(hosts, `https://graylog:${indexerPassword}@wazuh.indexer:9200`);
  t.regex(others["GRAYLOG_ELASTICSEARCH_VERSION"]!, /^OPENSEARCH:2\.\d+\.\d+$/);
  t.is(others["GRAYLOG_SELFSIGNED_STARTUP"], undefined);
  t.false(names().includes("small-data-node"));
});

test("there it starts with the lab's authority among those that Java trusts", (t) => {
  const { entrypoints, command } = container("small").inputs;
  t.deepEqual(entrypoints, ["/usr/bin/tini", "--", "/opt/lab-start.sh"]);
  t.deepEqual(command, ["server"]);
  const script = upload("small", "/opt/lab-start.sh");
  t.is(script.content, readTemplate("graylog/start.sh"));
  t.is(script.permissions, "0755");
  const {
    LAB_AUTHORITY: file,
    LAB_TRUST_STORE: store,
    GRAYLOG_SERVER_JAVA_OPTS: java,
  } = environment("small");
  t.regex(upload("small", file!).content, /^-----BEGIN CERTIFICATE-----/);
  t.true(java!.endsWith(` -Djavax.net.ssl.trustStore=${store!}`));
});

test("a stand-in is told no more than it reads", (t) => {
  t.deepEqual(Object.keys(environment("rehearsed")).sort(), [
    "GRAYLOG_HTTP_BIND_ADDRESS",
    "GRAYLOG_HTTP_EXTERNAL_URI",
    "GRAYLOG_PASSWORD_SECRET",
    "GRAYLOG_ROOT_PASSWORD_SHA2",
  ]);
  t.deepEqual(
    (container("rehearsed").inputs["uploads"] as { file: string }[]).map(({ file }) => file),
    ["/etc/graylog/agent-owners.csv"],
  );
});

test("Graylog finds the table of agents' owners where the lookup table looks for it", (t) => {
  const { lookupTables } = graylogContent({ receiver: undefined, schedule: 10_000, owners: true });
  t.deepEqual(
    lookupTables.map(({ path }) => upload("graylog", path).content),
    ['"agent","owner"\n"win10","it@example.org"\n'],
  );
});

test("passwords are encrypted in the state", (t) => {
  for (const name of ["graylog", "graylog-database", "graylog-data-node", "small"]) {
    t.true(container(name).secrets.includes("envs"), name);
  }
});

test("without a receiver Graylog's content tells nobody, and is otherwise the same", (t) => {
  const told = graylogContent({
    receiver: { url: "http://ticket-desk:8080/notifications", token: "secret" },
    schedule: 10_000,
    owners: true,
  });
  const silent = graylogContent({ receiver: undefined, schedule: 10_000, owners: true });
  t.true(told.eventDefinitions.every(({ notifications }) => notifications.length > 0));
  t.deepEqual([silent.notifications, silent.urlAllowlist], [[], []]);
  t.true(silent.eventDefinitions.every(({ notifications }) => notifications.length === 0));
  t.deepEqual(silent.streams, told.streams);
  t.deepEqual(silent.rules, told.rules);
});
