import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "ava";
import { ChecksumMismatch } from "../../../engine/download/checksums.ts";
import { Unavailable } from "../../../engine/download/fetch.ts";
import { ifAvailable } from "../../../engine/download/unavailable.ts";
import { temporaryFolder } from "../support/machine.ts";

const unreachable = (): Promise<never> => Promise.reject(new Unavailable("nobody answers"));
const reachable = (): Promise<string> => Promise.resolve("a file");

test("what could not be had is not tried again on the same day, and then it is", async (t) => {
  const cache = await temporaryFolder(t);
  t.deepEqual(await ifAvailable({ cache }, "thing-1.0", unreachable), { missing: "nobody answers" });
  t.deepEqual(await ifAvailable({ cache }, "thing-1.0", reachable), { missing: "nobody answers" });
  t.deepEqual(await ifAvailable({ cache }, "thing-1.1", reachable), { got: "a file" });

  const file = join(cache, "unavailable", "thing-1.0.json");
  const remembered = JSON.parse(await readFile(file, "utf8")) as { time: number };
  await writeFile(file, JSON.stringify({ ...remembered, time: remembered.time - 25 * 3_600_000 }));
  t.deepEqual(await ifAvailable({ cache }, "thing-1.0", reachable), { got: "a file" });
});

test("any other error comes through and is not remembered", async (t) => {
  const cache = await temporaryFolder(t);
  const forged = (): Promise<never> => Promise.reject(new ChecksumMismatch("not what was published"));
  await t.throwsAsync(ifAvailable({ cache }, "thing", forged), { instanceOf: ChecksumMismatch });
  t.deepEqual(await ifAvailable({ cache }, "thing", reachable), { got: "a file" });
});

test("a damaged memory is none", async (t) => {
  const cache = await temporaryFolder(t);
  await ifAvailable({ cache }, "thing", unreachable);
  await writeFile(join(cache, "unavailable", "thing.json"), "{");
  t.deepEqual(await ifAvailable({ cache }, "thing", reachable), { got: "a file" });
});
