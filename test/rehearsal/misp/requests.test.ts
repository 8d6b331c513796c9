import { request } from "node:http";
import { gzipSync } from "node:zlib";
import test from "ava";
import type { Misp } from "./support.ts";
import { adminKey, misp } from "./support.ts";

async function filled(t: Parameters<typeof misp>[0]): Promise<Misp> {
  const server = await misp(t);
  await server.ask("POST", "/events/add", {
    Event: {
      info: "two",
      published: true,
      Attribute: [
        { type: "domain", value: "iabg.de" },
        { type: "domain", value: "other.example.net" },
      ],
    },
  });
  return server;
}

const path = "/attributes/restSearch";

test("JSON that cannot be read is not run", async (t) => {
  const server = await filled(t);
  for (const body of ['{"value":["iabg.de"', '{"value":["\\ud800"]}']) {
    const answer = await server.ask("POST", path, body);
    t.is(answer.status, 405, body);
    t.true(answer.text.includes("Invalid JSON input."), body);
    t.true(answer.text.includes("blocked to avoid an unfiltered request."), body);
  }
});

test("a body of another content type is not read, and everything is answered", async (t) => {
  const server = await filled(t);
  const body = '{"value":["iabg.de"]}';
  const answer = await server.ask("POST", path, body, { "Content-Type": "text/plain" });
  t.true(answer.text.includes("other.example.net"));
  const put = await server.ask("PUT", path, body);
  t.true(put.text.includes("other.example.net"));
});

test("a form is read as JSON is", async (t) => {
  const server = await filled(t);
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  const answer = await server.ask("POST", path, "value[]=iabg.de", headers);
  t.false(answer.text.includes("other.example.net"));
  t.true(answer.text.includes("iabg.de"));
});

test("a gzipped body is unpacked", async (t) => {
  const server = await filled(t);
  const text = await new Promise<string>((resolve, reject) => {
    const headers = {
      Authorization: adminKey,
      Accept: "application/json",
      "Content-Type": "application/json",
      "Content-Encoding": "gzip",
    };
    const sent = request({ port: server.httpPort, path, method: "POST", headers }, (response) => {
      let body = "";
      response.on("data", (part: Buffer) => (body += part.toString()));
      response.on("end", () => resolve(body));
    });
    sent.on("error", reject).end(gzipSync('{"value":["iabg.de"]}'));
  });
  t.false(text.includes("other.example.net"));
  t.true(text.includes("iabg.de"));
});

test("filters may be in the path of a GET, but nothing with a slash", async (t) => {
  const server = await filled(t);
  const found = await server.ask("GET", `${path}/value:iabg.de/to_ids:1`);
  t.is(found.status, 200);
  t.false(found.text.includes("other.example.net"));
  t.is((await server.ask("GET", `${path}/value:203.0.113.0/28`)).status, 404);
  t.is((await server.ask("GET", path)).status, 400);
});

test("a limit that is no number is an internal error", async (t) => {
  const server = await filled(t);
  t.is((await server.ask("POST", path, { limit: "abc" })).status, 500);
});

test("an error is a page for whoever does not ask for JSON", async (t) => {
  const server = await filled(t);
  const answer = await server.ask("POST", path, {}, { Authorization: "x", Accept: "*/*" });
  t.is(answer.status, 403);
  t.is(answer.headers.get("Content-Type"), "text/html; charset=UTF-8");
  t.true(answer.text.startsWith("<!DOCTYPE html>"));
});

test("an answer is JSON also for whoever does not ask for it, and sets a cookie that opens nothing", async (t) => {
  const server = await filled(t);
  const answer = await server.ask("POST", path, { value: ["iabg.de"] }, { Accept: "" });
  t.is(answer.headers.get("Content-Type"), "application/json; charset=UTF-8");
  const cookie = answer.headers.get("Set-Cookie")?.split(";")[0] ?? "";
  t.regex(cookie, /^CAKEPHP=/);
  t.is((await server.ask("POST", path, {}, { Authorization: "x", Cookie: cookie })).status, 403);
});

test("a bad key does not lock the good one out", async (t) => {
  const server = await filled(t);
  for (const key of ["", "x", `Bearer ${adminKey}`, "y".repeat(40), "z".repeat(40), "1"]) {
    t.is((await server.ask("GET", "/servers/getVersion", undefined, { Authorization: key })).status, 403);
  }
  t.is((await server.ask("GET", "/servers/getVersion")).status, 200);
});

test("an action that is not rehearsed says so", async (t) => {
  const server = await filled(t);
  const answer = await server.ask("GET", "/galaxies/index");
  t.is(answer.status, 404);
  t.true(answer.text.includes("not answered by this stand-in"));
});
