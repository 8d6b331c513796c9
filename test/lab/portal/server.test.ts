import { request } from "node:http";
import test, { type ExecutionContext } from "ava";
import { kept } from "../../../lab/portal/kept.ts";
import { servePortal, type Portal } from "../../../lab/portal/server.ts";

const shown: Portal = {
  page: () => Promise.resolve({ html: "<!doctype html><p>page", policy: "default-src 'none'" }),
  update: () => Promise.resolve({ summary: "well", parts: {} }),
};

interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

async function ask(
  t: ExecutionContext,
  path: string,
  {
    method = "GET",
    host,
    portal = shown,
  }: { method?: string; host?: (port: string) => string; portal?: Portal } = {},
): Promise<Got> {
  const { url, close } = await servePortal(portal, 0);
  t.teardown(close);
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    const headers = { Host: host ? host(port) : `localhost:${port}`, Origin: "http://evil.example" };
    request({ host: "127.0.0.1", port, path, method, headers }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
      response.on("end", () => resolve({ status: response.statusCode!, headers: response.headers, body }));
    })
      .on("error", reject)
      .end();
  });
}

test("the page and its state are served, each with headers that keep it to itself", async (t) => {
  const page = await ask(t, "/");
  t.is(page.status, 200);
  t.is(page.body, "<!doctype html><p>page");
  t.like(page.headers, {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
  });
  const state = await ask(t, "/state.json");
  t.deepEqual(JSON.parse(state.body), { summary: "well", parts: {} });
  for (const { headers } of [page, state]) {
    t.is(headers["access-control-allow-origin"], undefined, "no other site may read it");
  }
});

for (const [title, host] of [
  ["of another site that points here", () => "evil.example"],
  ["of another site with the same port", (port: string) => `evil.example:${port}`],
  ["with a name that only ends like ours", (port: string) => `evil.localhost:${port}`],
  ["without a port", () => "localhost"],
] as const) {
  test(`a request under a name ${title} is told nothing`, async (t) => {
    const { status, body } = await ask(t, "/state.json", { host });
    t.is(status, 421);
    t.false(body.includes("well"));
  });
}

test("a request by the address is answered as one by name", async (t) => {
  t.is((await ask(t, "/", { host: (port) => `127.0.0.1:${port}` })).status, 200);
});

test("nothing can be changed, and there is nothing else", async (t) => {
  t.is((await ask(t, "/", { method: "POST" })).status, 405);
  t.is((await ask(t, "/../etc/passwd")).status, 404);
  const { status, body } = await ask(t, "/", { method: "HEAD" });
  t.deepEqual([status, body], [200, ""]);
});

test("a lab that cannot be read is told as such, and the portal goes on", async (t) => {
  const portal = { ...shown, update: () => Promise.reject(new Error("no Docker")) };
  const { status, body } = await ask(t, "/state.json", { portal });
  t.is(status, 503);
  t.is(body, "The lab cannot be read: no Docker\n");
});

test("a port that is taken is an error with its code", async (t) => {
  const { url, close } = await servePortal(shown, 0);
  t.teardown(close);
  await t.throwsAsync(servePortal(shown, Number(new URL(url).port)), { code: "EADDRINUSE" });
});

test("who asks at the same time gets the same answer, and an error is asked again", async (t) => {
  let count = 0;
  const ask = kept(60_000, () => {
    count += 1;
    return count === 1 ? Promise.reject(new Error("first")) : Promise.resolve(count);
  });
  const [first, second] = [ask(), ask()];
  t.is(first, second);
  await t.throwsAsync(first, { message: "first" });
  t.deepEqual(await Promise.all([ask(), ask()]), [2, 2]);
  t.is(await ask(), 2);
});
