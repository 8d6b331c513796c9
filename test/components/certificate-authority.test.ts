import "reflect-metadata";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer, connect } from "node:tls";
import type { AddressInfo } from "node:net";
import { X509Certificate } from "node:crypto";
import test from "ava";
import { execa } from "execa";
import { createAuthority, issueCertificate } from "../../components/certificate-authority.ts";

const subject = { distinguishedName: "CN=misp,O=wazuh-misp-lab", names: ["localhost", "127.0.0.1"] };

test("a client that trusts the authority accepts a server with its certificate, by name and by address", async (t) => {
  const authority = await createAuthority();
  const { certificate, privateKey } = await issueCertificate(authority, subject);
  const server = createServer({ cert: certificate, key: privateKey }, (socket) => socket.end("hello")).listen(
    0,
    "127.0.0.1",
  );
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  for (const servername of ["localhost", "127.0.0.1"]) {
    const client = connect({
      host: "127.0.0.1",
      port,
      ca: authority.certificate,
      ...(servername === "localhost" && { servername }),
    });
    await once(client, "secureConnect");
    t.true(client.authorized);
    client.destroy();
  }
  server.close();
});

test("a client that trusts another authority refuses it", async (t) => {
  const { certificate, privateKey } = await issueCertificate(await createAuthority(), subject);
  const other = await createAuthority();
  const server = createServer({ cert: certificate, key: privateKey }).listen(0, "127.0.0.1");
  server.on("tlsClientError", () => undefined);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const client = connect({ host: "127.0.0.1", port, servername: "localhost", ca: other.certificate });
  const [error] = (await once(client, "error")) as [NodeJS.ErrnoException];
  t.is(error.code, "UNABLE_TO_VERIFY_LEAF_SIGNATURE");
  server.close();
});

test("OpenSSL accepts the certificate for its purpose, and reads its name back as it was written", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "certificates-"));
  t.teardown(() => rm(folder, { recursive: true }));
  const authority = await createAuthority();
  const distinguishedName = "CN=wazuh.indexer,OU=Wazuh,O=Wazuh,L=California,C=US";
  const issued = await issueCertificate(authority, { distinguishedName, names: ["wazuh.indexer", "::1"] });
  await writeFile(join(folder, "ca.pem"), authority.certificate);
  await writeFile(join(folder, "cert.pem"), issued.certificate);
  await writeFile(join(folder, "key.pem"), issued.privateKey);
  const openssl = async (...parameters: string[]): Promise<string> =>
    (await execa("openssl", parameters, { cwd: folder })).stdout;

  for (const purpose of ["sslserver", "sslclient"]) {
    const verified = await openssl(
      "verify",
      "-x509_strict",
      "-purpose",
      purpose,
      "-CAfile",
      "ca.pem",
      "cert.pem",
    );
    t.is(verified, "cert.pem: OK");
  }
  t.is(
    await openssl("x509", "-in", "cert.pem", "-noout", "-subject", "-nameopt", "RFC2253"),
    `subject=${distinguishedName}`,
  );
  t.regex(
    await openssl("x509", "-in", "cert.pem", "-noout", "-ext", "subjectAltName"),
    /DNS:wazuh.indexer, IP Address:0:/,
  );
  const publicKey = await openssl("pkey", "-in", "key.pem", "-pubout");
  t.is(publicKey, await openssl("x509", "-in", "cert.pem", "-noout", "-pubkey"));
  t.true(
    issued.privateKey.startsWith("-----BEGIN PRIVATE KEY-----"),
    "PKCS#8, the only form that OpenSearch reads",
  );
});

test("a server that asks for certificates learns from the connection who its client is", async (t) => {
  const authority = await createAuthority();
  const server = await issueCertificate(authority, { distinguishedName: "CN=server", names: ["localhost"] });
  const admin = await issueCertificate(authority, { distinguishedName: "CN=admin,OU=Wazuh", names: [] });
  const listener = createServer(
    { cert: server.certificate, key: server.privateKey, ca: authority.certificate, requestCert: true },
    (socket) => socket.end(String(socket.getPeerCertificate().subject.CN)),
  ).listen(0, "127.0.0.1");
  await once(listener, "listening");
  t.teardown(() => listener.close());
  const { port } = listener.address() as AddressInfo;
  const client = connect({
    host: "127.0.0.1",
    port,
    servername: "localhost",
    ca: authority.certificate,
    cert: admin.certificate,
    key: admin.privateKey,
  });
  t.is((await client.toArray()).toString(), "admin");
});

test("a certificate says who it is for, and cannot sign others", async (t) => {
  const authority = await createAuthority();
  const certificate = new X509Certificate((await issueCertificate(authority, subject)).certificate);
  t.is(certificate.subject, "O=wazuh-misp-lab\nCN=misp");
  t.is(certificate.subjectAltName, "DNS:localhost, IP Address:127.0.0.1");
  t.false(certificate.ca);
  t.true(certificate.verify(new X509Certificate(authority.certificate).publicKey));
});
