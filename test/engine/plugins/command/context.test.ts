import { setTimeout as delay } from "node:timers/promises";
import test from "ava";
import { uniqueId, withTimeout } from "../../../../engine/plugins/command/context.ts";
import type { Operation } from "../../../../engine/plugins/provider/resource.ts";

const silent = (): void => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent, status: silent };
const operation: Operation = { urn: "", name: "", signal: new AbortController().signal, timeout: 0, log };

test("an id is the name and eight hexadecimal digits, and never the same", (t) => {
  t.regex(uniqueId("web"), /^web[0-9a-f]{8}$/);
  t.not(uniqueId(""), uniqueId(""));
});

test("an operation is aborted when its time is over", async (t) => {
  const signal = withTimeout({ ...operation, timeout: 0.01 });
  await t.throwsAsync(delay(60_000, undefined, { signal }), { name: "AbortError" });
  t.is((signal.reason as Error).name, "TimeoutError");
});

test("an operation is aborted when the update is, with or without a time limit", (t) => {
  for (const timeout of [0, 600]) {
    const update = new AbortController();
    const signal = withTimeout({ ...operation, signal: update.signal, timeout });
    t.false(signal.aborted);
    update.abort(new Error("the update was interrupted"));
    t.is((signal.reason as Error).message, "the update was interrupted");
  }
});
