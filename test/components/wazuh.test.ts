import { XMLParser } from "fast-xml-parser";
import test from "ava";
import bcrypt from "bcryptjs";
import { parse } from "yaml";
import { readConfiguration } from "../../components/configuration.ts";
import { hashPassword } from "../../components/password-hash.ts";
import { sizes } from "../../components/sizes.ts";
import { readOssecConf } from "../../rehearsal/wazuh-manager/configuration/ossec-conf.ts";
import { containersOf } from "../helpers/containers.ts";
import { mockEngine, settled, valueOf } from "../helpers/pulumi-mocks.ts";

const resources = await mockEngine("wazuh");
const docker = await import("@pulumi/docker");
const { CertificateAuthority } = await import("../../components/certificate-authority.ts");
const { Secrets } = await import("../../components/secrets.ts");
const { renderOpensearchDashboardsYml, renderWazuhYml, WazuhDashboard } =
  await import("../../components/wazuh-dashboard.ts");
const { renderInternalUsers, renderOpensearchYml, WazuhIndexer } =
  await import("../../components/wazuh-indexer.ts");
const { WazuhManager } = await import("../../components/wazuh-manager.ts");
const { renderOssecConf } = await import("../../components/wazuh/ossec-conf.ts");

const configuration = readConfiguration({});
const site = {
  stack: "wazuh",
  network: new docker.Network("network", { name: "lab-wazuh-network" }),
  profile: "full",
  size: sizes.small,
  secrets: new Secrets({ wazuhIndexerSalt: "0123456789abcdef0123456789abcdef" }),
  bindAddress: "192.0.2.7",
  portBase: 20_000,
  checkInterval: 10,
} as const;
const authority = new CertificateAuthority("authority");
const image = { image: "image" };
const indexer = new WazuhIndexer("wazuh-indexer", { site, image, authority, graylog: true });
const manager = new WazuhManager("wazuh-manager", {
  site,
  image,
  authority,
  names: ["siem.lab.example"],
  settings: configuration.wazuh,
  servesAgents: true,
  misp: undefined,
  indexer: indexer.api,
});
new WazuhDashboard("wazuh-dashboard", {
  site,
  image,
  authority,
  indexer: indexer.api,
  manager: manager.api,
});
const passwords = {
  admin: await valueOf(indexer.api.administrator.password),
  kibanaserver: await valueOf(indexer.api.dashboard.password),
  graylog: await valueOf(indexer.api.graylog!.password),
  api: await valueOf(manager.api.password),
};
await settled();

const { component, container, environment, secret, upload, uploads, volume, volumes } =
  containersOf(resources);

test("each system is a component of its own, with its volumes and secrets below it", (t) => {
  for (const name of ["wazuh-indexer", "wazuh-dashboard", "wazuh-manager"]) {
    t.regex(component(name).type, /^wazuh-misp-lab:index:Wazuh(Indexer|Dashboard|Manager)$/);
    t.is(container(name).parent, name);
  }
  t.is(volume("wazuh-indexer-data").parent, "wazuh-indexer");
  t.is(volumes("wazuh-indexer")["/var/lib/wazuh-indexer"], "lab-wazuh-wazuh-indexer-data");
  t.is(volumes("wazuh-manager")["/var/lib/filebeat"], "lab-wazuh-wazuh-manager-filebeat");
  t.is(secret("wazuh-api-password").parent, "wazuh-manager");
});

test("the dashboard is made after the indexer's and the manager's passwords, and the manager after the indexer's", (t) => {
  const dependencies = (name: string) => container(name).dependencies;
  t.true(dependencies("wazuh-dashboard").includes("wazuh-indexer-dashboard-password"));
  t.true(dependencies("wazuh-dashboard").includes("wazuh-api-password"));
  t.true(dependencies("wazuh-manager").includes("wazuh-indexer-admin-password"));
});

test("the indexer's users are the lab's three, each with the hash of its own password", async (t) => {
  const file = upload(
    "wazuh-indexer",
    "/usr/share/wazuh-indexer/config/opensearch-security/internal_users.yml",
  );
  const { _meta: meta, ...users } = parse(file.content) as Record<string, Record<string, unknown>>;
  t.deepEqual(meta, { type: "internalusers", config_version: 2 });
  t.deepEqual(Object.keys(users), ["admin", "kibanaserver", "graylog"]);
  for (const [name, password] of Object.entries(passwords).filter(([name]) => name !== "api")) {
    t.true(await bcrypt.compare(password, users[name]!["hash"] as string), name);
    t.regex(users[name]!["hash"] as string, /^\$2b\$10\$/);
  }
  t.deepEqual(users["admin"]!["backend_roles"], ["admin"]);
  t.deepEqual(users["kibanaserver"]!["backend_roles"], []);
});

test("a hash stays the same from update to update, and changes with password, user and stack", async (t) => {
  const hash = await hashPassword("admin", "a password", "salt");
  t.is(await hashPassword("admin", "a password", "salt"), hash);
  t.not(await hashPassword("admin", "another password", "salt"), hash);
  t.not(await hashPassword("kibanaserver", "a password", "salt"), hash);
  t.not(await hashPassword("admin", "a password", "other salt"), hash);
  await t.throwsAsync(hashPassword("admin", "ü".repeat(37), "salt"), { message: /longer than 72 bytes/ });
});

test("the indexer reads its files alone, as the user that it runs as", (t) => {
  for (const { file, permissions, owner, group } of uploads("wazuh-indexer")) {
    t.deepEqual([permissions, owner, group], ["0600", "1000", "1000"], file);
  }
});

test("opensearch.yml names the certificates that are there, by the names that they have", (t) => {
  const settings = parse(renderOpensearchYml()) as Record<string, unknown>;
  for (const way of ["transport", "http"]) {
    for (const part of ["pemcert_filepath", "pemkey_filepath", "pemtrustedcas_filepath"]) {
      const path = settings[`plugins.security.ssl.${way}.${part}`] as string;
      t.truthy(upload("wazuh-indexer", path), path);
    }
  }
  t.deepEqual(settings["plugins.security.nodes_dn"], ["CN=wazuh.indexer,OU=Wazuh,O=Wazuh,L=California,C=US"]);
  t.deepEqual(settings["plugins.security.authcz.admin_dn"], ["CN=admin,OU=Wazuh,O=Wazuh,L=California,C=US"]);
  t.is(settings["discovery.type"], "single-node");
  t.true(settings["plugins.security.allow_default_init_securityindex"]);
});

test("the indexer's heap is set from the size, and it may lock memory and open files", (t) => {
  t.is(environment("wazuh-indexer")["OPENSEARCH_JAVA_OPTS"], "-Xms896m -Xmx896m");
  t.like(container("wazuh-indexer").inputs, {
    memory: 1_664,
    stopTimeout: 60,
    ulimits: [
      { name: "memlock", soft: -1, hard: -1 },
      { name: "nofile", soft: 65_536, hard: 65_536 },
    ],
  });
});

test("users without a role, quotes and unicode come back from internal_users.yml as they were given", async (t) => {
  const users = [
    { name: `o"brien`, hash: "$2b$10$x", description: `a: "b" {{c}} # ünï`, backendRoles: ["x,y", `"z"`] },
  ];
  const rendered = parse(
    await valueOf(
      renderInternalUsers(users.map((user) => ({ ...user, hash: indexer.api.administrator.hash }))),
    ),
  ) as Record<string, { description: string; backend_roles: string[] }>;
  t.like(rendered[`o"brien`], { description: `a: "b" {{c}} # ünï`, backend_roles: ["x,y", `"z"`] });
});

test("the manager tells Filebeat of the indexer, checked with the lab's authority", (t) => {
  t.like(environment("wazuh-manager"), {
    INDEXER_URL: '"https://wazuh.indexer:9200"',
    INDEXER_USERNAME: "admin",
    INDEXER_PASSWORD: passwords.admin,
    FILEBEAT_SSL_VERIFICATION_MODE: "full",
    API_USERNAME: "wazuh-wui",
    API_PASSWORD: passwords.api,
  });
  const path = environment("wazuh-manager");
  for (const name of ["SSL_CERTIFICATE_AUTHORITIES", "SSL_CERTIFICATE", "SSL_KEY"]) {
    t.truthy(upload("wazuh-manager", path[name]!), name);
  }
});

test("the manager shows one certificate of the lab's authority at enrolment, at its API and to the indexer", (t) => {
  const certificate = upload("wazuh-manager", "/etc/ssl/filebeat.pem").content;
  t.is(upload("wazuh-manager", "/wazuh-config-mount/etc/sslmanager.cert").content, certificate);
  t.is(upload("wazuh-manager", "/wazuh-config-mount/api/configuration/ssl/server.crt").content, certificate);
  for (const key of ["/etc/ssl/filebeat.key", "/wazuh-config-mount/etc/sslmanager.key"]) {
    t.regex(upload("wazuh-manager", key).permissions, /^06[04]0$/);
  }
});

test("agents reach the manager on the bind address, and learn where", (t) => {
  t.deepEqual(manager.enrolment.published, { address: "192.0.2.7", agents: 20_006, enrolment: 20_007 });
  const ports = container("wazuh-manager").inputs["ports"] as {
    internal: number;
    external: number;
    ip: string;
  }[];
  t.deepEqual(
    ports.map(({ internal, external, ip }) => [internal, external, ip]),
    [
      [1514, 20_006, "192.0.2.7"],
      [1515, 20_007, "192.0.2.7"],
      [55_000, 20_008, "192.0.2.7"],
    ],
  );
});

test("the health check of a manager without a MISP asks for no integratord, which ends where nothing is integrated", (t) => {
  const { tests } = container("wazuh-manager").inputs["healthcheck"] as { tests: string[] };
  t.deepEqual(tests.filter((word) => word.startsWith("wazuh-")).sort(), [
    "wazuh-analysisd",
    "wazuh-apid",
    "wazuh-authd",
    "wazuh-db",
    "wazuh-modulesd",
    "wazuh-remoted",
  ]);
});

test("each group of agents has its agent.conf where the manager hands it out from, and it is XML", (t) => {
  const xml = new XMLParser({ ignoreAttributes: false });
  const files = uploads("wazuh-manager").filter(({ file }) =>
    file.startsWith("/wazuh-config-mount/etc/shared/"),
  );
  t.true(files.length > 0);
  for (const { file, content } of files) {
    t.regex(file, /\/etc\/shared\/[a-z]+\/agent\.conf$/);
    t.truthy((xml.parse(content) as Record<string, unknown>)["agent_config"], file);
  }
});

test("the dashboard checks the indexer's certificate and name, and has no password of the image's", (t) => {
  const settings = parse(
    upload("wazuh-dashboard", "/usr/share/wazuh-dashboard/config/opensearch_dashboards.yml").content,
  ) as Record<string, unknown>;
  t.like(settings, {
    "opensearch.hosts": ["https://wazuh.indexer:9200"],
    "opensearch.ssl.verificationMode": "full",
    "server.ssl.enabled": true,
  });
  t.regex(settings["opensearch_security.cookie.password"] as string, /^.{32,}$/);
  for (const path of [
    settings["server.ssl.certificate"],
    settings["server.ssl.key"],
    ...(settings["opensearch.ssl.certificateAuthorities"] as string[]),
  ] as string[]) {
    t.truthy(upload("wazuh-dashboard", path), path);
  }
  t.like(environment("wazuh-dashboard"), {
    DASHBOARD_USERNAME: "kibanaserver",
    DASHBOARD_PASSWORD: passwords.kibanaserver,
  });
});

test("the dashboard finds the manager's API under the id that keeps the image from adding a default password", (t) => {
  const file = upload("wazuh-dashboard", "/usr/share/wazuh-dashboard/data/wazuh/config/wazuh.yml");
  t.deepEqual(parse(file.content), {
    hosts: [
      {
        "1513629884013": {
          url: "https://wazuh.manager",
          port: 55_000,
          username: "wazuh-wui",
          password: passwords.api,
          run_as: true,
        },
      },
    ],
  });
  t.deepEqual([file.permissions, file.owner], ["0600", "1000"]);
});

test("hostile passwords come back from the dashboard's files as they were given", (t) => {
  const hostile = `"quoted" 'single' \\ {{x}} $(y) & <z> #: ünï \u2028`;
  const api = { url: "https://wazuh.manager", port: 55_000, username: hostile };
  const { hosts } = parse(renderWazuhYml(api, hostile)) as {
    hosts: Record<string, Record<string, string>>[];
  };
  t.like(hosts[0]!["1513629884013"], { username: hostile, password: hostile });
  t.is(
    (parse(renderOpensearchDashboardsYml({ url: "https://x" }, hostile)) as Record<string, string>)[
      "opensearch_security.cookie.password"
    ],
    hostile,
  );
});

test("whatever holds a password is encrypted in the state", (t) => {
  for (const name of ["wazuh-indexer", "wazuh-dashboard", "wazuh-manager"]) {
    t.true(container(name).secrets.includes("uploads"), name);
  }
  for (const name of ["wazuh-dashboard", "wazuh-manager"]) {
    t.true(container(name).secrets.includes("envs"), name);
  }
});

const xml = new XMLParser({ ignoreAttributes: false, processEntities: false, parseTagValue: false });
const ossec = (values: Partial<Parameters<typeof renderOssecConf>[0]> = {}) => {
  const text = renderOssecConf({
    settings: configuration.wazuh,
    misp: {
      url: "https://misp",
      publicUrl: "https://localhost:20001",
      key_file: "etc/custom-misp/key",
      ca_file: "etc/custom-misp/ca.pem",
    },
    indexer: { url: "https://wazuh.indexer:9200" },
    ...values,
  });
  return { text, read: (xml.parse(text) as { ossec_config: Record<string, unknown> }).ossec_config };
};

test("ossec.conf takes the indexer's address and the certificates that the manager has", (t) => {
  t.deepEqual(ossec().read["indexer"], {
    enabled: "yes",
    hosts: { host: "https://wazuh.indexer:9200" },
    ssl: {
      certificate_authorities: { ca: "/etc/ssl/root-ca.pem" },
      certificate: "/etc/ssl/filebeat.pem",
      key: "/etc/ssl/filebeat.key",
    },
  });
});

test("without an indexer or a MISP ossec.conf says nothing of them", (t) => {
  const { read } = ossec({ misp: undefined, indexer: undefined });
  t.is(read["indexer"], undefined);
  t.is(read["integration"], undefined);
});

test("vulnerabilities are looked for when that is asked and there is an indexer to keep them", (t) => {
  const enabled = (values: Parameters<typeof ossec>[0]) =>
    (ossec(values).read["vulnerability-detection"] as { enabled: string }).enabled;
  const settings = { archives: true, vulnerabilityDetection: true };
  t.is(enabled({ settings }), "yes");
  t.is(enabled({ settings, indexer: undefined }), "no");
  t.is(enabled({}), "no");
});

test("events are archived unless that is switched off", (t) => {
  const archived = (archives: boolean) =>
    (
      ossec({ settings: { archives, vulnerabilityDetection: false } }).read["global"] as {
        logall_json: string;
      }
    ).logall_json;
  t.is(archived(true), "yes");
  t.is(archived(false), "no");
});

test("agents enrol with a password, and one that is made anew takes its old place at once", (t) => {
  t.like(ossec().read["auth"], {
    use_password: "yes",
    force: {
      enabled: "yes",
      after_registration_time: "0",
      disconnected_time: { "@_enabled": "no", "#text": "0" },
    },
  });
});

test("Wazuh's own reader takes ossec.conf in every form", (t) => {
  for (const values of [{}, { misp: undefined, indexer: undefined }]) {
    t.notThrows(() => readOssecConf(Buffer.from(ossec(values).text).toString("latin1")));
  }
});

const readByWazuh = () => readOssecConf(Buffer.from(ossec().text).toString("latin1"));

test("alerts of level 3 and more are written as JSON: integratord, Fluent Bit and the evidence read no others", (t) => {
  t.like(readByWazuh(), { jsonOutput: true, logLevel: 3 });
});

test("Wazuh's own decoders and rules are read, and the lab's after them", (t) => {
  const { decoderFolders, ruleFolders } = readByWazuh().ruleset;
  const paths = (folders: readonly { readonly path: string }[]) => folders.map(({ path }) => path);
  t.deepEqual(paths(decoderFolders), ["ruleset/decoders", "etc/decoders"]);
  t.deepEqual(paths(ruleFolders), ["ruleset/rules", "etc/rules"]);
});

test("the program that the image has is called, with an alert as JSON and MISP's address, and its key in a file", (t) => {
  const { integrations } = readByWazuh();
  t.is(integrations.length, 1);
  t.like(integrations[0], { name: "custom-misp", json: true, level: 0, ruleIds: [], apiKey: "" });
  t.is(integrations[0]!.hookUrl, "https://misp");
});
