import test from "ava";
import { grepFilter } from "../../../rehearsal/fluent-bit/filters/grep.ts";
import { modifyFilter } from "../../../rehearsal/fluent-bit/filters/modify.ts";
import { recordModifierFilter } from "../../../rehearsal/fluent-bit/filters/record-modifier.ts";
import { filterProperties, filterTables } from "../../../rehearsal/fluent-bit/configuration/plugin-tables.ts";
import { Properties } from "../../../rehearsal/fluent-bit/configuration/properties.ts";
import { parseJsonObject, toJson } from "../../../rehearsal/fluent-bit/records/json.ts";
import { parserOf } from "../../../rehearsal/fluent-bit/records/parsers.ts";
import type { LogRecord } from "../../../rehearsal/fluent-bit/records/record.ts";
import { parseTime } from "../../../rehearsal/fluent-bit/records/time-format.ts";

const record = (fields: LogRecord["fields"]): LogRecord => ({ time: 1795506866.871, fields });

function entries(...lines: readonly string[]): { key: string; value: string }[] {
  return lines.map((line) => ({ key: line.split(" ")[0] ?? "", value: line.split(" ").slice(1).join(" ") }));
}

function properties(plugin: string, ...lines: readonly string[]): Properties {
  return new Properties(plugin, entries(...lines), filterProperties, filterTables[plugin] ?? {});
}

const greps: Readonly<
  Record<
    string,
    { readonly lines: readonly string[]; readonly fields: LogRecord["fields"]; readonly kept: boolean }
  >
> = {
  "text that fits is kept": {
    lines: ["Regex message .*critical.*"],
    fields: { message: "a critical one" },
    kept: true,
  },
  "case makes a difference": {
    lines: ["Regex message critical"],
    fields: { message: "Critical" },
    kept: false,
  },
  "unless the pattern says so": {
    lines: ["Regex message /critical/i"],
    fields: { message: "Critical" },
    kept: true,
  },
  "text of several lines is searched": {
    lines: ["Regex message .*critical.*"],
    fields: { message: "a\nb critical\nc" },
    kept: true,
  },
  "a nested key needs an accessor": {
    lines: ["Regex $n['message'] critical"],
    fields: { n: { message: "critical" } },
    kept: true,
  },
  "a dotted key is one key": {
    lines: ["Regex n.message critical"],
    fields: { n: { message: "critical" } },
    kept: false,
  },
  "a number never fits": { lines: ["Regex level ^1[0-9]$"], fields: { level: 12 }, kept: false },
  "an object never fits": { lines: ["Regex rule .*"], fields: { rule: {} }, kept: false },
  "a record without the key is dropped": { lines: ["Regex message x"], fields: { log: "x" }, kept: false },
  "of two patterns the first alone counts": {
    lines: ["Regex a x", "Regex b y"],
    fields: { a: "x", b: "z" },
    kept: true,
  },
  "with AND both do": {
    lines: ["Regex a x", "Regex b y", "Logical_Op AND"],
    fields: { a: "x", b: "z" },
    kept: false,
  },
  "with OR one is enough": {
    lines: ["Regex a z", "Regex b z", "Logical_Op OR"],
    fields: { a: "x", b: "z" },
    kept: true,
  },
  "Exclude drops what fits": { lines: ["Exclude a x"], fields: { a: "x" }, kept: false },
  "Exclude keeps what lacks the key": { lines: ["Exclude a x"], fields: { b: "x" }, kept: true },
};

for (const [title, { lines, fields, kept }] of Object.entries(greps)) {
  test(`grep: ${title}`, (t) => {
    const filter = grepFilter(properties("grep", ...lines), "grep.0");
    t.is(filter(record(fields)) !== undefined, kept);
  });
}

test("record_modifier appends, and removes or keeps", (t) => {
  const appending = recordModifierFilter(
    properties("record_modifier", "Record hostname lab one", "Remove_key b"),
  );
  t.deepEqual(appending(record({ a: "1", b: "2" }))?.fields, { a: "1", hostname: "lab one" });
  const keeping = recordModifierFilter(properties("record_modifier", "Allowlist_key b"));
  t.deepEqual(keeping(record({ a: "1", b: "2" }))?.fields, { b: "2" });
});

test("modify runs its rules in order", (t) => {
  const filter = modifyFilter(
    entries("Add a 9", "Set b 2", "Rename b c", "Hard_copy c d", "Remove_wildcard x", "Remove_regex ^y"),
    "modify.0",
  );
  t.deepEqual(filter(record({ a: "1", x1: "1", x2: "1", y: "1" }))?.fields, { a: "1", c: "2", d: "2" });
});

test("JSON keeps long integers, drops what follows the object, and takes the last of equal keys", (t) => {
  t.deepEqual(parseJsonObject('{"big":12345678901234567890,"a":1,"a":2} garbage'), {
    big: 12345678901234567890n,
    a: 2,
  });
  t.is(parseJsonObject("no json"), undefined);
  t.is(parseJsonObject("[1]"), undefined);
});

test("JSON is written with escapes, whole integers, and the date in front", (t) => {
  const fields = parseJsonObject('{"t":"Grüße 🦊","big":12345678901234567890,"n":1.50}') ?? {};
  t.is(
    toJson(record(fields), { dateKey: "date", dateFormat: "double" }),
    String.raw`{"date":1795506866.871,"t":"Gr\u00fc\u00dfe \ud83e\udd8a","big":12345678901234567890,"n":1.5}`,
  );
  t.is(
    toJson(record({}), { dateKey: "time", dateFormat: "iso8601" }),
    '{"time":"2026-11-24T07:54:26.871000Z"}',
  );
  t.is(toJson(record({}), { dateKey: undefined, dateFormat: "double" }), "{}");
});

test("Wazuh's time is read with fractions and zone, and by no pattern without the fractions", (t) => {
  const stamp = "2026-11-24T07:54:26.871+0000";
  t.is(parseTime(stamp, "%Y-%m-%dT%H:%M:%S.%L%z"), 1795506866.871);
  t.is(parseTime("2026-11-24T08:54:26.871+0100", "%Y-%m-%dT%H:%M:%S.%L%z"), 1795506866.871);
  t.is(parseTime(stamp, "%Y-%m-%dT%H:%M:%S%z"), undefined);
});

test("a parser takes its time key out unless it is kept, and warns of a time that it cannot read", (t) => {
  const warnings: string[] = [];
  const parser = (...more: readonly string[]): ReturnType<typeof parserOf>["parser"] =>
    parserOf(
      {
        name: "parser",
        entries: entries(
          "Name wazuh",
          "Format json",
          "Time_Key timestamp",
          "Time_Format %Y-%m-%dT%H:%M:%S.%L%z",
          ...more,
        ),
      },
      (message) => warnings.push(message),
    ).parser;
  const line = '{"timestamp":"2026-11-24T07:54:26.871+0000","a":1}';
  t.deepEqual(parser()(line, 5), { time: 1795506866.871, fields: { a: 1 } });
  t.deepEqual(parser("Time_Keep On")(line, 5)?.fields, { timestamp: "2026-11-24T07:54:26.871+0000", a: 1 });
  t.deepEqual(parser()('{"timestamp":"now"}', 5), { time: 5, fields: { timestamp: "now" } });
  t.is(warnings.length, 1);
});
