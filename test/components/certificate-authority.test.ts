import "reflect-metadata";
import { once } from "node:events";
import { createServer, connect } from "node:tls";
import type { AddressInfo } from "node:net";
import { X509Certificate } from "node:crypto";
import test from "ava";
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

test("a certificate says who it is for, and cannot sign others", async (t) => {
  const authority = await createAuthority();
  const certificate = new X509Certificate((await issueCertificate(authority, subject)).certificate);
  t.is(certificate.subject, "CN=misp\nO=wazuh-misp-lab");
  t.is(certificate.subjectAltName, "DNS:localhost, IP Address:127.0.0.1");
  t.false(certificate.ca);
  t.true(certificate.verify(new X509Certificate(authority.certificate).publicKey));
});
