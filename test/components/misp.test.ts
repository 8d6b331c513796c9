import test from "ava";
import { readConfiguration } from "../../components/configuration.ts";
import { sizes, type Part } from "../../components/sizes.ts";
import { containersOf } from "../helpers/containers.ts";
import { mockEngine, settled } from "../helpers/pulumi-mocks.ts";

const resources = await mockEngine("misp");
const docker = await import("@pulumi/docker");
const { CertificateAuthority } = await import("../../components/certificate-authority.ts");
const { Misp } = await import("../../components/misp.ts");
const { renderValkeyConf } = await import("../../components/misp/cache.ts");
const { Secrets } = await import("../../components/secrets.ts");
const { TemplateError } = await import("../../components/template.ts");

const authority = new CertificateAuthority("authority");
const misp = (name: string, parts: readonly Part[], settings: object) =>
  new Misp(name, {
    site: {
      stack: "misp",
      network: new docker.Network(`${name}-network`, { name: "lab-misp-network" }),
      profile: "full",
      size: sizes.small,
      secrets: new Secrets({}),
      bindAddress: "127.0.0.1",
      portBase: 20_000,
      checkInterval: 10,
    },
    images: { of: (system) => ({ image: `image of ${system}` }) },
    authority,
    parts: new Set(parts),
    settings: readConfiguration({ "lab:misp": JSON.stringify(settings) }).misp,
    shared: undefined,
  });
const whole = misp("misp", ["misp", "misp-database", "misp-cache", "misp-modules"], {
  organisation: "Blue team",
  email: "soc@blue.example",
  feeds: ["circl-osint", "threatfox"],
});
misp("rehearsed", ["misp"], {});
await settled();

const { container, environment, upload, uploads, volumes } = containersOf(resources);

test("MISP comes with its database, its cache and its modules, each below it", (t) => {
  t.deepEqual(Object.keys(whole.containers), ["misp", "misp-database", "misp-cache", "misp-modules"]);
  for (const name of ["misp-database", "misp-cache", "misp-modules"]) {
    t.is(container(name).parent, name);
    t.is(container(name).inputs["image"], `image of ${name}`);
  }
});

test("MISP finds its database and its cache by their names, with their passwords", (t) => {
  const server = environment("misp");
  const database = environment("misp-database");
  t.is(server["MYSQL_HOST"], container("misp-database").inputs["hostname"] as string);
  t.is(server["MYSQL_USER"], database["MARIADB_USER"]!);
  t.is(server["MYSQL_PASSWORD"], database["MARIADB_PASSWORD"]!);
  t.is(server["MYSQL_DATABASE"], database["MARIADB_DATABASE"]!);
  t.not(database["MARIADB_ROOT_PASSWORD"], database["MARIADB_PASSWORD"]);
  t.is(server["REDIS_HOST"], container("misp-cache").inputs["hostname"] as string);
  t.is(server["REDIS_PASSWORD"], environment("misp-cache")["REDISCLI_AUTH"]!);
  t.is(container("misp-modules").inputs["hostname"], "misp-modules");
});

test("the cache reads its password from a file of its own, for options are seen by everybody", (t) => {
  const { REDISCLI_AUTH: password } = environment("misp-cache");
  const command = container("misp-cache").inputs["command"] as string[];
  t.deepEqual(command, ["/etc/valkey.conf"]);
  const file = upload("misp-cache", "/etc/valkey.conf");
  t.true(file.content.split("\n").includes(`requirepass ${password!}`));
  t.deepEqual([file.permissions, file.owner], ["0400", "999"]);
  t.true(container("misp-cache").secrets.includes("uploads"));
});

test("the cache is smaller than its container, and refuses rather than being killed", (t) => {
  const lines = renderValkeyConf("password", 96).split("\n");
  t.true(lines.includes("maxmemory 57mb"));
  t.true(lines.includes("maxmemory-policy noeviction"));
});

test("a password that would end its line in valkey.conf is refused", (t) => {
  t.throws(() => renderValkeyConf("a\nrename-command", 96), { instanceOf: TemplateError });
});

test("what MISP must keep is on volumes", (t) => {
  t.deepEqual(Object.keys(volumes("misp")).sort(), [
    "/var/www/MISP/.gnupg",
    "/var/www/MISP/app/Config",
    "/var/www/MISP/app/files",
  ]);
  t.is(volumes("misp-database")["/var/lib/mysql"], "lab-misp-misp-database-data");
});

test("MISP's own secrets are made, none is the image's, and all are encrypted in the state", (t) => {
  const server = environment("misp");
  for (const name of [
    "ADMIN_PASSWORD",
    "ENCRYPTION_KEY",
    "SALT",
    "GPG_PASSPHRASE",
    "SUPERVISOR_PASSWORD",
    "MYSQL_PASSWORD",
    "REDIS_PASSWORD",
  ]) {
    t.regex(server[name]!, /^[A-Za-z0-9]{24,}$/, name);
  }
  t.regex(server["ADMIN_KEY"]!, /^[A-Za-z0-9]{40}$/);
  t.regex(server["UUID"]!, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  t.is(server["DISABLE_PRINTING_PLAINTEXT_CREDENTIALS"], "true");
  for (const name of ["misp", "misp-database", "misp-cache"]) {
    t.true(container(name).secrets.includes("envs"), name);
  }
});

test("MISP asks nobody outside at its start, and listens where the lab's network is", (t) => {
  t.like(environment("misp"), { DISABLE_CA_REFRESH: "true", DISABLE_IPV6: "true" });
});

test("the size sets the pools and the numbers of processes", (t) => {
  t.true(
    (container("misp-database").inputs["command"] as string[]).includes("--innodb-buffer-pool-size=256M"),
  );
  t.like(environment("misp"), { WORKERS: "1", PHP_FCGI_CHILDREN: "3", PHP_MEMORY_LIMIT: "384M" });
});

test("the organisation, the administrator and the feeds are those of the configuration", (t) => {
  t.like(environment("misp"), { ADMIN_ORG: "Blue team", ADMIN_EMAIL: "soc@blue.example" });
  t.deepEqual(
    whole.endpoint.management!.feeds.map(({ url }) => url),
    ["https://www.circl.lu/doc/misp/feed-osint", "https://threatfox.abuse.ch/downloads/misp/"],
  );
});

test("a stand-in is told no more than it reads", (t) => {
  t.deepEqual(Object.keys(environment("rehearsed")).sort(), [
    "ADMIN_EMAIL",
    "ADMIN_KEY",
    "ADMIN_ORG",
    "ADMIN_PASSWORD",
    "BASE_URL",
    "DISABLE_PRINTING_PLAINTEXT_CREDENTIALS",
  ]);
  t.deepEqual(Object.keys(volumes("rehearsed")), ["/var/www/MISP/app/files"]);
  t.is(uploads("rehearsed").length, 2);
});
