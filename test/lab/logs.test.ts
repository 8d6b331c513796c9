import { PassThrough } from "node:stream";
import test from "ava";
import Docker from "dockerode";
import { followLogs, readLogs, type LogLine } from "../../lab/logs/read.ts";
import { momentOf } from "../../lab/logs/since.ts";

/** A part of a log as Docker sends it where there is no terminal. */
function part(text: string): Buffer {
  const header = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

const logs: Readonly<Record<string, readonly string[]>> = {
  m: ["2026-11-28T07:00:01.000000001Z migrates\n", "2026-11-28T07:00:03.000000000Z answers\n"],
  g: ["2026-11-28T07:00:02.500000000Z is up\n"],
};
const asked: object[] = [];
const docker = Object.assign(new Docker(), {
  getContainer: (name: string) => ({
    logs: (options: { follow: boolean }) => {
      asked.push(options);
      const parts = (logs[name] ?? []).map(part);
      if (!options.follow) {
        return Promise.resolve(Buffer.concat(parts));
      }
      const stream = new PassThrough();
      parts.forEach((one) => stream.write(one));
      stream.end();
      return Promise.resolve(stream);
    },
  }),
});

const said = (lines: readonly LogLine[]) => lines.map(({ system, text }) => `${system}: ${text}`);

test("what several containers wrote comes in the order of time", async (t) => {
  const lines = await readLogs(docker, { misp: "m", graylog: "g" }, { tail: 5 });
  t.deepEqual(said(lines), ["misp: migrates", "graylog: is up", "misp: answers"]);
  t.is(lines[0]!.time, "2026-11-28T07:00:01.000000001Z");
  t.like(asked[0], { tail: 5, follow: false, timestamps: true });
});

test("what a container writes is told line by line until it ends", async (t) => {
  const lines: LogLine[] = [];
  await followLogs(docker, { misp: "m" }, {}, (line) => lines.push(line));
  t.deepEqual(said(lines), ["misp: migrates", "misp: answers"]);
});

const now = Date.parse("2026-11-28T12:00:00Z");

for (const [text, moment] of [
  ["30s", "2026-11-28T11:59:30Z"],
  ["10m", "2026-11-28T11:50:00Z"],
  ["2h", "2026-11-28T10:00:00Z"],
  ["1d", "2026-11-27T12:00:00Z"],
  ["2026-11-28T07:00:00Z", "2026-11-28T07:00:00Z"],
] as const) {
  test(`since ${text} means ${moment}`, (t) => {
    t.is(momentOf(text, now), Date.parse(moment) / 1_000);
  });
}

test("what is no time is refused with what is", (t) => {
  for (const text of ["yesterday", "10", "10w", "", "2026-99-99"]) {
    t.regex(t.throws(() => momentOf(text, now)).message, /give 30s, 10m, 2h, 1d/, text);
  }
});
