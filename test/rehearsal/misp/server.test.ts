import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import test from "ava";
import { temporaryFolder } from "../support/folder.ts";
import { adminKey, misp } from "./support.ts";

test("the heartbeat answers before the server is ready", async (t) => {
  let now = Date.now();
  const server = await misp(t, { startSeconds: 30 }, () => now);
  t.is((await server.ask("GET", "/users/heartbeat", undefined, { Authorization: "" })).status, 200);
  t.is((await server.ask("GET", "/servers/getVersion")).status, 500);
  now += 30_000;
  t.is((await server.ask("GET", "/servers/getVersion")).status, 200);
});

test("a restart finds events, keys and settings as they were, and a new administrator's key replaces the old", async (t) => {
  const files = temporaryFolder(t);
  const first = await misp(t, { files });
  await first.ask("POST", "/events/add", { info: "kept", Attribute: [{ type: "domain", value: "iabg.de" }] });
  await first.ask("POST", "/warninglists/toggleEnable", { id: [1], enabled: true });
  const { uuid } = (await first.ask("GET", "/servers/getVersion")).json() as { uuid: string };
  await first.stop();

  const second = await misp(t, { files });
  t.deepEqual(await second.find({}), ["iabg.de"]);
  t.like((await second.ask("GET", "/servers/getVersion")).json(), { uuid });
  t.true((await second.ask("GET", "/warninglists/index")).text.includes('"enabled":true'));
  await second.stop();

  const newKey = "n".repeat(40);
  const third = await misp(t, { files, adminKey: newKey });
  t.is((await third.ask("GET", "/servers/getVersion")).status, 403);
  t.is((await third.ask("GET", "/servers/getVersion", undefined, { Authorization: newKey })).status, 200);
});

test("with a certificate HTTPS is served, and HTTP points there", async (t) => {
  const certificates = temporaryFolder(t);
  const [cert, key] = [join(certificates, "cert.pem"), join(certificates, "key.pem")];
  execFileSync(
    "openssl",
    [
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:prime256v1",
      "-nodes",
      "-days",
      "1",
      "-subj",
      "/CN=localhost",
      "-addext",
      "subjectAltName=DNS:localhost",
      "-keyout",
      key,
      "-out",
      cert,
    ],
    { stdio: "ignore" },
  );
  const server = await misp(t, { certificates });
  const redirect = await server.ask("GET", "/servers/getVersion?x=1");
  t.is(redirect.status, 301);
  t.is(redirect.headers.get("Location"), `https://127.0.0.1:${server.httpsPort}/servers/getVersion?x=1`);
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const options = {
      host: "localhost",
      port: server.httpsPort,
      path: "/servers/getVersion",
      ca: readFileSync(cert),
      headers: { Authorization: adminKey },
    };
    request(options, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end();
  });
  t.is(status, 200);
});
