import { mkdtempSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { IndicatorError, labEvents, readIndicators } from "../../components/misp/indicators.ts";

const folder = mkdtempSync(join(tmpdir(), "indicators-"));
test.after.always(() => rm(folder, { recursive: true }));

const written = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const values = (path: string) =>
  readIndicators(path).flatMap(({ Attribute }) => Attribute.map(({ type, value }) => [type, value]));

test("the lab's own indicators are there, each with a UUID of its own and marked for detection", (t) => {
  const uuids = labEvents().flatMap(({ uuid, Attribute }) => [uuid, ...Attribute.map((one) => one.uuid)]);
  t.is(new Set(uuids).size, uuids.length);
  for (const uuid of uuids) {
    t.regex(uuid, /^[0-9a-f-]{36}$/);
  }
  for (const { info, Attribute } of labEvents()) {
    t.true(Attribute.length > 0, info);
    t.deepEqual(
      Attribute.filter(({ to_ids }) => !to_ids).map(({ value }) => value),
      [],
      info,
    );
  }
});

test("a list has a type and a value in each line, and remarks and empty lines", (t) => {
  const path = written(
    "list.txt",
    "# remarks\n\ndomain,evil.example\n  url , https://evil.example/?a=1,2 \r\nsha256," +
      "a".repeat(64) +
      "\n",
  );
  t.deepEqual(values(path), [
    ["domain", "evil.example"],
    ["url", "https://evil.example/?a=1,2"],
    ["sha256", "a".repeat(64)],
  ]);
  t.like(readIndicators(path)[0], { info: "Lab: list.txt", threat_level_id: "2" });
});

test("a CSV file has columns in any order, and quotes where a value has a comma or a line break", (t) => {
  const path = written(
    "feed.csv",
    '\ufeffcomment,value,type,to_ids,category\n"seen ""live"", twice","https://a.example/?x=1,2",url,1,Network activity\n,1.2.3.4,ip-dst,0,\n',
  );
  const [event] = readIndicators(path);
  t.like(event!.Attribute[0], {
    type: "url",
    value: "https://a.example/?x=1,2",
    to_ids: true,
    category: "Network activity",
    comment: 'seen "live", twice',
  });
  t.like(event!.Attribute[1], { type: "ip-dst", value: "1.2.3.4", to_ids: false });
  t.false("category" in event!.Attribute[1]!);
});

test("MISP's own export is read, with the attributes of its objects", (t) => {
  const path = written(
    "event.json",
    JSON.stringify({
      response: [
        {
          Event: {
            uuid: "6f0c5a52-4a3c-4c0e-9a55-0d6b8f2f1d01",
            info: "Campaign",
            date: "2026-01-02",
            threat_level_id: 1,
            published: true,
            Tag: [{ name: "tlp:clear", colour: "#fff" }],
            Attribute: [
              { type: "domain", category: "Network activity", value: "evil.example", to_ids: true },
            ],
            Object: [{ name: "file", Attribute: [{ type: "md5", value: "0".repeat(32), to_ids: true }] }],
          },
        },
      ],
    }),
  );
  const [event] = readIndicators(path);
  t.like(event, {
    uuid: "6f0c5a52-4a3c-4c0e-9a55-0d6b8f2f1d01",
    date: "2026-01-02",
    threat_level_id: "1",
    Tag: [{ name: "tlp:clear" }],
  });
  t.deepEqual(
    event!.Attribute.map(({ value }) => value),
    ["evil.example", "0".repeat(32)],
  );
});

test("UUIDs are the same at each reading, and of the version that is made from names", (t) => {
  const path = written("stable.txt", "domain,a.example\ndomain,b.example\n");
  const uuids = readIndicators(path).flatMap(({ uuid, Attribute }) => [
    uuid,
    ...Attribute.map((one) => one.uuid),
  ]);
  t.deepEqual(
    readIndicators(path).flatMap(({ uuid, Attribute }) => [uuid, ...Attribute.map((one) => one.uuid)]),
    uuids,
  );
  t.is(new Set(uuids).size, 3);
  for (const uuid of uuids) {
    t.regex(uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
});

test("the same indicator twice is one, for MISP takes it once", (t) => {
  t.is(values(written("twice.txt", "domain,a.example\ndomain,a.example\n")).length, 1);
});

test("hostile values come through as they are", (t) => {
  const hostile = `$(x) {{y}} "z" 'q' & <b> ünï %`;
  t.deepEqual(values(written("hostile.txt", `filename,${hostile}\n`)), [["filename", hostile]]);
});

for (const [about, name, content, message] of [
  [
    "a type that MISP does not have",
    "a.txt",
    "domain,x\ndomian,evil.example\n",
    /a\.txt, line 2: "domian" is not a type of MISP/,
  ],
  ["a line without a value", "b.txt", "domain\n", /b\.txt, line 1: the domain has no value/],
  ["a file without indicators", "c.txt", "# nothing\n", /c\.txt: there is no indicator in this file/],
  [
    "a heading without the columns",
    "d.csv",
    "kind,indicator\na,b\n",
    /d\.csv: its heading is kind,indicator; it must have the columns type and value/,
  ],
  [
    "a CSV type in the middle",
    "e.csv",
    "type,value\ndomain,a\nx,b\n",
    /e\.csv, line 3: "x" is not a type of MISP/,
  ],
  ["CSV that is none", "f.csv", 'type,value\n"domain,a\n', /f\.csv: this is not CSV: /],
  ["JSON that is none", "g.json", "{", /g\.json: this is not JSON: /],
  ["an event without a name", "h.json", '{"Event":{"Attribute":[]}}', /h\.json, event 1: Event\.info: /],
  [
    "an attribute of an unknown type",
    "i.json",
    '[{"info":"a","Attribute":[{"type":"domian","value":"x"}]}]',
    /i\.json, event 1: Event\.Attribute\.0\.type: not a type of MISP/,
  ],
  ["an event without attributes", "j.json", '{"info":"a"}', /j\.json: the event "a" has no attributes/],
] as const) {
  test(`${about} is refused with its place`, (t) => {
    const path = written(name, content);
    t.throws(() => readIndicators(path), { instanceOf: IndicatorError, message });
  });
}

test("a file that is not there is named as the configuration has it", (t) => {
  t.throws(() => readIndicators("indicators/nowhere.csv"), {
    instanceOf: IndicatorError,
    message: /^lab:misp\.indicators: the file indicators\/nowhere\.csv cannot be read: ENOENT/,
  });
});
