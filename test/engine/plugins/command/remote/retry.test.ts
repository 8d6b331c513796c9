import test from "ava";
import { FinalError, retry } from "../../../../../engine/plugins/command/remote/retry.ts";

const never = new AbortController().signal;

function failing(times: number): { attempt: () => Promise<string>; count: () => number } {
  let count = 0;
  const attempt = (): Promise<string> => {
    count++;
    return count <= times ? Promise.reject(new Error(`failure ${count}`)) : Promise.resolve("done");
  };
  return { attempt, count: () => count };
}

test("an attempt is repeated until it succeeds, and each failure is shown", async (t) => {
  const lines: string[] = [];
  const { attempt } = failing(2);
  const result = await retry(
    { what: "Dial", limit: 2, log: (line) => lines.push(line), signal: never },
    attempt,
  );
  t.is(result, "done");
  t.deepEqual(lines, ["Dial 1/2 failed: retrying", "Dial 2/2 failed: retrying"]);
});

test("one failure more than are borne is an error with the last reason", async (t) => {
  const { attempt, count } = failing(9);
  await t.throwsAsync(retry({ what: "Dial", limit: 1, log: () => undefined, signal: never }, attempt), {
    message: "after 2 failed attempts: failure 2",
  });
  t.is(count(), 2);
});

test("with a limit of -1 failures are borne without end", async (t) => {
  const lines: string[] = [];
  const { attempt } = failing(3);
  t.is(
    await retry({ what: "Dial", limit: -1, log: (line) => lines.push(line), signal: never }, attempt),
    "done",
  );
  t.is(lines[2], "Dial 3/inf failed: retrying");
});

test("an error that no attempt can change is not retried", async (t) => {
  let count = 0;
  const attempt = (): Promise<never> => {
    count++;
    return Promise.reject(new FinalError("wrong key"));
  };
  await t.throwsAsync(retry({ what: "Dial", limit: -1, log: () => undefined, signal: never }, attempt), {
    message: "wrong key",
  });
  t.is(count, 1);
});

test("an interruption ends the wait for the next attempt", async (t) => {
  const interrupt = new AbortController();
  const log = (): void => interrupt.abort();
  await t.throwsAsync(
    retry({ what: "Dial", limit: -1, log, signal: interrupt.signal }, failing(1e9).attempt),
    { name: "AbortError" },
  );
});
