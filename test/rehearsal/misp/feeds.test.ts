import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { temporaryFolder } from "../support/folder.ts";
import type { Misp } from "./support.ts";
import { misp } from "./support.ts";

async function addFeed(server: Misp, feed: object): Promise<string> {
  const answer = await server.ask("POST", "/feeds/add", {
    Feed: { name: "feed", provider: "test", ...feed },
  });
  const { Feed } = answer.json() as { Feed: { id: string } };
  await server.ask("POST", `/feeds/enable/${Feed.id}`);
  return Feed.id;
}

test("a MISP feed's events come in published, and its cache is searched before that", async (t) => {
  const server = await misp(t);
  const url = join(temporaryFolder(t), "misp");
  mkdirSync(url);
  const uuid = "11111111-2222-4333-8444-555555555555";
  const event = {
    uuid,
    info: "feed event",
    Orgc: { name: "FEEDORG" },
    Attribute: [{ type: "domain", value: "feed.example.net" }],
  };
  const hash = createHash("md5").update("feed.example.net").digest("hex");
  writeFileSync(join(url, "manifest.json"), JSON.stringify({ [uuid]: { info: "feed event" } }));
  writeFileSync(join(url, `${uuid}.json`), JSON.stringify({ Event: event }));
  writeFileSync(join(url, "hashes.csv"), `${hash},${uuid}\n`);
  const id = await addFeed(server, {
    url,
    source_format: "misp",
    input_source: "local",
    caching_enabled: true,
  });

  await server.ask("POST", "/feeds/cacheFeeds/all");
  t.deepEqual(await server.find({ value: ["feed.example.net"] }), []);
  const cached = await server.ask("POST", "/feeds/searchCaches", { value: "FEED.example.net" });
  t.like(cached.json(), [{ Feed: { id, source_format: "misp", type: "MISP Feed", uuid: [uuid] } }]);
  t.deepEqual((await server.ask("POST", "/feeds/searchCaches", { value: "unknown" })).json(), []);

  const fetched = await server.ask("POST", `/feeds/fetchFromFeed/${id}`);
  t.deepEqual(fetched.json(), {
    result: "Fetching the feed has successfully completed. Downloaded 1 new event(s).",
  });
  t.deepEqual(await server.find({ value: ["feed.example.net"], published: 1 }), ["feed.example.net"]);
});

test("a freetext feed's values come in unpublished, once", async (t) => {
  const server = await misp(t);
  const url = join(temporaryFolder(t), "free.txt");
  writeFileSync(url, "# a list\nevil.example.net\n45.155.205.233 http://evil.test/x\n");
  const id = await addFeed(server, { url, source_format: "freetext", input_source: "local" });
  await server.ask("POST", `/feeds/fetchFromFeed/${id}`);
  await server.ask("POST", `/feeds/fetchFromFeed/${id}`);
  t.deepEqual(await server.find({}), ["evil.example.net", "45.155.205.233", "http://evil.test/x"]);
  t.deepEqual(await server.find({ published: 1 }), []);
});

test("a CSV feed's cache holds values as they were written: capitals are never found", async (t) => {
  const server = await misp(t);
  const url = join(temporaryFolder(t), "data.csv");
  writeFileSync(url, "1,Big.Example.net\n2,small.example.net\n");
  const settings = { csv: { value: "2", delimiter: "," } };
  await addFeed(server, {
    url,
    source_format: "csv",
    input_source: "local",
    caching_enabled: true,
    settings,
  });
  await server.ask("POST", "/feeds/cacheFeeds/csv");
  const values = ["Big.Example.net", "big.example.net", "small.example.net"];
  const answer = await server.ask("POST", "/feeds/searchCaches", { value: values });
  t.deepEqual(Object.keys(answer.json() as object), ["small.example.net"]);
});

test("a feed that is not enabled or not there is not fetched", async (t) => {
  const server = await misp(t);
  const disabled = await server.ask("POST", "/feeds/fetchFromFeed/1");
  t.true(disabled.text.includes("currently not enabled"));
  t.is((await server.ask("POST", "/feeds/fetchFromFeed/99")).status, 404);
  const id = await addFeed(server, { url: "/nowhere/at/all.txt", input_source: "local" });
  t.true((await server.ask("POST", `/feeds/fetchFromFeed/${id}`)).text.includes("has failed"));
});
