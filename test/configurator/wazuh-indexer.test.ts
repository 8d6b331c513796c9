import "reflect-metadata";
import { setDefaultCACertificates } from "node:tls";
import test, { type ExecutionContext } from "ava";
import bcrypt from "bcryptjs";
import { createAuthority, issueCertificate, type KeyPair } from "../../components/certificate-authority.ts";
import type { DesiredIndexerUser, DesiredWazuhIndexer } from "../../configurator/desired.ts";
import { wazuhIndexer } from "../../configurator/wazuh/indexer.ts";
import { WazuhIndexerDouble } from "./wazuh-indexer.ts";

const authority = await createAuthority();
const node = await issueCertificate(authority, {
  distinguishedName: "CN=wazuh.indexer,O=Lab",
  names: ["localhost"],
});
const administrator = await issueCertificate(authority, { distinguishedName: "CN=admin,O=Lab", names: [] });
// What NODE_EXTRA_CA_CERTS does in the configurator's container.
setDefaultCACertificates([authority.certificate]);

const user = (name: string, password: string): DesiredIndexerUser => ({
  name,
  password,
  hash: bcrypt.hashSync(password, 4),
  description: name,
  backendRoles: name === "admin" ? ["admin"] : [],
});
const users = [user("admin", "Secret.1"), user("kibanaserver", "Secret.2")];
const otherHash = bcrypt.hashSync("the password before", 4);

async function start(t: ExecutionContext, given: Record<string, string> = {}, certificate: KeyPair = node) {
  const stored = Object.fromEntries(users.map(({ name, hash }) => [name, hash]));
  const double = await new WazuhIndexerDouble(certificate, authority.certificate, {
    ...stored,
    ...given,
  }).start();
  t.teardown(() => double.stop());
  return double;
}

const system = ({ url }: WazuhIndexerDouble, more: Partial<DesiredWazuhIndexer> = {}) =>
  wazuhIndexer({ url, users, administrator, deadline: 1, ...more });

test("users who can sign in are left alone", async (t) => {
  const double = await start(t);
  t.is(await system(double).converge(), "the cluster is green, and admin, kibanaserver can sign in");
  t.deepEqual(double.changes, []);
});

test("a user whose password is another is given it by the administrator's certificate, without knowing the one before", async (t) => {
  const double = await start(t, { kibanaserver: otherHash });
  t.is(await system(double).converge(), "the cluster is green, and admin, kibanaserver can sign in");
  t.deepEqual(double.changes, ["PUT kibanaserver"]);
  await system(double).converge();
  t.is(double.changes.length, 1, "and a second pass changes nothing");
});

test("even the administrator's own password can be lost", async (t) => {
  const double = await start(t, { admin: otherHash });
  await system(double).converge();
  t.deepEqual(double.changes, ["PUT admin"]);
});

test("another certificate than the administrator's changes nothing, and the error says whose password it was", async (t) => {
  const double = await start(t, { kibanaserver: otherHash });
  await t.throwsAsync(system(double, { administrator: node }).converge(), {
    message: "setting the password of kibanaserver answered 401: Unauthorized",
  });
});

test("while the indexer starts nothing is set", async (t) => {
  const double = await start(t, { kibanaserver: otherHash });
  double.ready = false;
  await t.throwsAsync(system(double).converge(), {
    message: "GET /_plugins/_security/authinfo answered 503: OpenSearch Security not initialized.",
  });
  double.ready = true;
  await system(double).converge();
  t.deepEqual(double.changes, ["PUT kibanaserver"]);
});

test("a cluster whose data is not all there is not ready", async (t) => {
  const double = await start(t);
  double.status = "red";
  await t.throwsAsync(system(double).converge(), {
    message: "the cluster is red: some of its data is not there",
  });
  double.status = "yellow";
  t.regex(await system(double).converge(), /^the cluster is yellow/);
});

test("no password is shown to a server with another authority's certificate", async (t) => {
  const stranger = await issueCertificate(await createAuthority(), {
    distinguishedName: "CN=wazuh.indexer,O=Lab",
    names: ["localhost"],
  });
  const double = await start(t, {}, stranger);
  await t.throwsAsync(system(double).converge(), { message: /unable to verify the first certificate/ });
});
