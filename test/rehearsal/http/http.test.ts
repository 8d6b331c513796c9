import { gzipSync } from "node:zlib";
import test from "ava";
import type { ExecutionContext } from "ava";
import type { Handler } from "../../../rehearsal/http/exchange.ts";
import { Router } from "../../../rehearsal/http/router.ts";
import { serve } from "../../../rehearsal/http/serve.ts";

async function server(t: ExecutionContext, handler: Handler): Promise<string> {
  const served = await serve(handler, { address: "127.0.0.1", port: 0, maxBody: 1000 });
  t.teardown(served.close);
  return `http://127.0.0.1:${served.port}`;
}

test("a route finds its handler, by method, with its parameters decoded", async (t) => {
  const router = new Router<string>()
    .on("GET", "/a/:id/b", (_exchange, context, parameter) => ({
      status: 200,
      body: `${context} ${parameter("id")}`,
    }))
    .on("PUT POST", "/a/:id/b", () => ({ status: 201 }))
    .on("GET", "/files/*path", (_exchange, _context, parameter) => ({ status: 200, body: parameter("path") }))
    .on("GET", "/dots.json", () => ({ status: 200 }));
  const answer = async (method: string, path: string): Promise<unknown> => {
    const found = router.find(method, path);
    return found.kind === "handler" ? await found.answer({} as never, "context") : found;
  };
  t.deepEqual(await answer("GET", "/a/x%20y/b"), { status: 200, body: "context x y" });
  t.deepEqual(await answer("POST", "/a/1/b"), { status: 201 });
  t.deepEqual(await answer("DELETE", "/a/1/b"), { kind: "other methods", allowed: ["GET", "PUT", "POST"] });
  t.deepEqual(await answer("GET", "/files/a/b"), { status: 200, body: "a/b" });
  t.deepEqual(await answer("GET", "/files"), { status: 200, body: "" });
  t.deepEqual(await answer("GET", "/dotsxjson"), { kind: "nothing" });
});

test("a handler is given the whole request, and its answer is sent with its length", async (t) => {
  const url = await server(t, ({ method, path, query, headers, body, secure }) => ({
    status: 202,
    headers: { "X-Seen": `${method} ${path} ${query.get("q") ?? ""} ${String(headers["x-one"])} ${secure}` },
    body: Buffer.concat([body, body]),
  }));
  const response = await fetch(`${url}/p/a?q=1`, { method: "POST", body: "ab", headers: { "X-One": "1" } });
  t.is(response.status, 202);
  t.is(response.headers.get("X-Seen"), "POST /p/a 1 1 false");
  t.is(response.headers.get("Content-Length"), "4");
  t.is(await response.text(), "abab");
});

test("a gzipped body is unpacked, one that is too long is refused, also when it is packed", async (t) => {
  const url = await server(t, ({ body }) => ({ status: 200, body }));
  const send = (body: Buffer, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(url, { method: "POST", body: new Uint8Array(body), headers });
  const packed = { "Content-Encoding": "gzip" };
  t.is(await (await send(gzipSync("hello"), packed)).text(), "hello");
  t.is((await send(Buffer.alloc(1001))).status, 413);
  t.is((await send(gzipSync(Buffer.alloc(1001)), packed)).status, 413);
});

test("an idle connection stays open for longer than a client keeps it, so that no request meets a closed one", async (t) => {
  const url = await server(t, () => ({ status: 204 }));
  const response = await fetch(url);
  t.is(response.headers.get("Keep-Alive"), "timeout=75");
});

test("a handler that throws is answered with 500, and the next request as usual", async (t) => {
  let fail = true;
  const url = await server(t, () => {
    if (fail) {
      throw new Error("thrown by the test, to be seen in the log");
    }
    return { status: 200 };
  });
  t.is((await fetch(url)).status, 500);
  fail = false;
  t.is((await fetch(url)).status, 200);
});

test("a port that is taken rejects the start", async (t) => {
  const served = await serve(() => ({ status: 200 }), { address: "127.0.0.1", port: 0, maxBody: 1 });
  t.teardown(served.close);
  const second = serve(() => ({ status: 200 }), { address: "127.0.0.1", port: served.port, maxBody: 1 });
  await t.throwsAsync(second, { code: "EADDRINUSE" });
});
