import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import test from "ava";
import { fetchFile, fetchText, Unavailable } from "../../../engine/download/fetch.ts";
import { temporaryFolder } from "../support/machine.ts";
import { serve, serveFiles } from "../support/releases.ts";

test("a file is written as it comes, and its checksum is told", async (t) => {
  const content = Buffer.alloc(3_000_000, "lab");
  const { address } = await serveFiles(t, { "/file": content });
  const file = join(await temporaryFolder(t), "file");
  t.is(
    await fetchFile(`${address}/file`, file, "sha256", {}),
    createHash("sha256").update(content).digest("hex"),
  );
  t.true((await readFile(file)).equals(content));
});

test("a release moves its files about: redirects are followed", async (t) => {
  const { address, asked } = await serve(t, ({ url }, response) => {
    if (url === "/old") {
      response.writeHead(302, { location: "/new" }).end();
    } else {
      response.end("content");
    }
  });
  t.is(await fetchText(`${address}/old`, {}), "content");
  t.deepEqual(asked, ["/old", "/new"]);
});

test("redirects that go round in circles are given up", async (t) => {
  const { address } = await serve(t, (_, response) => response.writeHead(302, { location: "/again" }).end());
  await t.throwsAsync(fetchText(address, {}), { instanceOf: Unavailable, message: /leads on to .*\/again/ });
});

test("a file that is not there is unavailable", async (t) => {
  const { address } = await serveFiles(t, {});
  await t.throwsAsync(fetchText(`${address}/file`, {}), {
    instanceOf: Unavailable,
    message: `${address}/file answered with status 404.`,
  });
});

test("a host that refuses is unavailable", async (t) => {
  await t.throwsAsync(fetchText("http://127.0.0.1:9/file", {}), {
    instanceOf: Unavailable,
    message: /^http:\/\/127.0.0.1:9\/file cannot be reached: .*ECONNREFUSED/,
  });
});

test("a host whose certificate is not to be trusted is unavailable", async (t) => {
  // A server that does not speak TLS at all is as untrusted as one with another's certificate.
  const { address } = await serveFiles(t, { "/file": "content" });
  await t.throwsAsync(fetchText(`${address.replace("http:", "https:")}/file`, {}), {
    instanceOf: Unavailable,
  });
});

test("a download that breaks off half way is unavailable, not a wrong checksum", async (t) => {
  const { address } = await serve(t, (_, response) => {
    response.writeHead(200, { "content-length": "1000" });
    response.write("only this", () => response.destroy());
  });
  const file = join(await temporaryFolder(t), "file");
  await t.throwsAsync(fetchFile(`${address}/file`, file, "sha256", {}), {
    instanceOf: Unavailable,
    message: /^http:.*\/file broke off: /,
  });
});

test("a disk that cannot be written to is not taken for a host that cannot be reached", async (t) => {
  const { address } = await serveFiles(t, { "/file": "content" });
  const file = join(await temporaryFolder(t), "no such folder", "file");
  const error = await t.throwsAsync(fetchFile(`${address}/file`, file, "sha256", {}), { code: "ENOENT" });
  t.false(error instanceof Unavailable);
});

test("the proxy of the environment is used, and not for the hosts that it excepts", async (t) => {
  const { address: origin, asked: askedOrigin } = await serveFiles(t, { "/file": "straight" });
  const { address: proxy, asked: askedProxy } = await serve(t, (_, response) => response.end("by the proxy"));
  t.is(await fetchText("http://releases.invalid/file", { HTTP_PROXY: proxy }), "by the proxy");
  t.deepEqual(askedProxy, ["http://releases.invalid/file"]);
  t.is(await fetchText(`${origin}/file`, { HTTP_PROXY: proxy, NO_PROXY: "127.0.0.1" }), "straight");
  t.deepEqual([askedProxy.length, askedOrigin.length], [1, 1]);
});

test("a secure address is reached through a tunnel of the proxy", async (t) => {
  const tunnels: string[] = [];
  const { address: proxy, server } = await serve(t, (_, response) => response.end());
  server.on("connect", ({ url = "" }, client) => {
    tunnels.push(url);
    const upstream = connect(9, "127.0.0.1"); // nothing listens there
    upstream.on("error", () => client.destroy());
  });
  await t.throwsAsync(fetchText("https://releases.invalid/file", { HTTPS_PROXY: proxy }), {
    instanceOf: Unavailable,
  });
  t.deepEqual(tunnels, ["releases.invalid:443"]);
});
