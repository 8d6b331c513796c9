import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { drain, spool } from "../../integration-script/queue/spool.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const later = () => performance.now() + 10_000;

const emptySpool = (t: ExecutionContext): string => {
  const folder = mkdtempSync(join(tmpdir(), "spool-"));
  t.teardown(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return join(folder, "spool");
};

/** Sends what the spool has, as far as `take` lets it, and tells what was sent. */
const drained = (folder: string, take: (text: string) => boolean = () => true, now?: number): string[] => {
  const sent: string[] = [];
  const send = (line: Uint8Array): boolean => {
    const text = new TextDecoder().decode(line);
    const isTaken = take(text);
    if (isTaken) {
      sent.push(text);
    }
    return isTaken;
  };
  const count = drain(folder, send, later(), now);
  return count === sent.length ? sent : [`${count} were counted`];
};

test("events come out in their order, and the folder goes with the last", (t) => {
  const folder = emptySpool(t);
  ["a", "b", "c"].forEach((text, number) => {
    spool(folder, bytes(text), number);
  });
  t.deepEqual(drained(folder), ["a", "b", "c"]);
  t.false(existsSync(folder));
  t.deepEqual(drained(folder), []);
});

test("what the queue does not take stays, and nothing overtakes it", (t) => {
  const folder = emptySpool(t);
  ["a", "b", "c"].forEach((text, number) => {
    spool(folder, bytes(text), number);
  });
  t.deepEqual(
    drained(folder, (text) => text !== "b"),
    ["a"],
  );
  t.deepEqual(drained(folder), ["b", "c"]);
});

test("when its time is over it stops, and what is left stays", (t) => {
  const folder = emptySpool(t);
  spool(folder, bytes("a"), 0);
  t.is(
    drain(folder, () => true, performance.now() - 1),
    0,
  );
  t.deepEqual(drained(folder), ["a"]);
});

test("what another call is sending is left to it, until that call must have died", (t) => {
  const folder = emptySpool(t);
  spool(folder, bytes("a"), 0);
  const [name] = readdirSync(folder);
  renameSync(join(folder, name!), join(folder, `${name!}.taken-4242`));
  t.deepEqual(drained(folder), []);
  const inAMinute = Date.now() + 61_000;
  t.deepEqual(drained(folder, undefined, inAMinute), []);
  t.deepEqual(drained(folder), ["a"]);
});

test("what a call did not finish writing is no event, and goes when that call must have died", (t) => {
  const folder = emptySpool(t);
  spool(folder, bytes("a"), 0);
  writeFileSync(join(folder, "000001-1-000000.new"), "half an ev");
  t.deepEqual(drained(folder), ["a"]);
  t.true(existsSync(folder));
  t.deepEqual(drained(folder, undefined, Date.now() + 61_000), []);
  t.false(existsSync(folder));
});
