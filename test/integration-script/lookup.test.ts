import test from "ava";
import type { Indicator, IndicatorKind } from "../../integration-script/indicators/indicator.ts";
import { bestFirst, matchesOf } from "../../integration-script/lookup/match.ts";
import { type Attribute, attributeOf } from "../../integration-script/misp/attribute.ts";
import { halvesOf } from "../../integration-script/misp/halves.ts";
import { restSearchOf } from "../../integration-script/misp/question.ts";
import { parseOptions } from "../../integration-script/settings/options.ts";
import { row } from "./helpers/misp-stand-in.ts";

const hash = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f";
const other = "a".repeat(64);

const indicator = (kind: IndicatorKind, value: string, port?: string): Indicator => ({
  kind,
  value,
  field: "data.x",
  spellings: [value],
  port,
});

const attribute = (type: string, value: string, fields: Record<string, unknown> = {}): Attribute =>
  attributeOf(row({ type, value, ...fields }))!;

/** `otherHalf` of the one match that an attribute gives, or nothing. */
const fitOf = (indicators: readonly Indicator[], held: Attribute) => {
  const answers = new Map(indicators.map(({ value }) => [value, [held]]));
  return matchesOf(indicators, answers)[0]?.otherHalf;
};

for (const [type, value, indicators, fit] of [
  ["domain", "evil.com", [indicator("domain", "evil.com")], "unknown"],
  ["domain", "EVIL.com", [indicator("domain", "evil.com")], "unknown"],
  ["domain", "evíl.com", [indicator("domain", "evil.com")], undefined],
  ["domain|ip", "evil.com|45.1.2.3", [indicator("domain", "evil.com")], "unknown"],
  ["domain|ip", "evil.com|45.1.2.3", [indicator("ip", "45.1.2.3")], "unknown"],
  [
    "domain|ip",
    "evil.com|45.1.2.3",
    [indicator("domain", "evil.com"), indicator("ip", "45.1.2.3")],
    "agrees",
  ],
  [
    "domain|ip",
    "evil.com|45.1.2.3",
    [indicator("domain", "evil.com"), indicator("ip", "45.9.9.9")],
    "differs",
  ],
  ["filename|sha256", `Evil.EXE|${hash}`, [indicator("sha256", hash)], "unknown"],
  [
    "filename|sha256",
    `Evil.EXE|${hash}`,
    [indicator("sha256", hash), indicator("filename", "evil.exe")],
    "agrees",
  ],
  [
    "filename|sha256",
    `Evil.EXE|${hash}`,
    [indicator("sha256", hash), indicator("filename", "renamed.exe")],
    "differs",
  ],
  ["filename|sha256", `Evil.EXE|${hash}`, [indicator("filename", "evil.exe")], "unknown"],
  [
    "filename|sha256",
    `Evil.EXE|${hash}`,
    [indicator("filename", "evil.exe"), indicator("sha256", other)],
    undefined,
  ],
  ["malware-sample", `evil.exe|${"b".repeat(32)}`, [indicator("md5", "b".repeat(32))], "unknown"],
  ["ip-dst|port", "45.1.2.3|8443", [indicator("ip", "45.1.2.3", "8443")], "agrees"],
  ["ip-dst|port", "45.1.2.3|8443", [indicator("ip", "45.1.2.3", "443")], "differs"],
  ["ip-dst|port", "45.1.2.3|8443", [indicator("ip", "45.1.2.3")], "unknown"],
  ["ip-dst", "2001:DB8:0:0::1", [indicator("ip", "2001:db8::1")], "unknown"],
  ["comment", "evil.exe", [indicator("filename", "evil.exe")], undefined],
  ["port", "8443", [indicator("domain", "8443")], undefined],
  ["ssdeep", "3:abC:dEf", [indicator("ssdeep", "3:abC:dEf")], "unknown"],
  ["ssdeep", "3:ABC:dEf", [indicator("ssdeep", "3:abC:dEf")], undefined],
  ["ja3-fingerprint-md5", "c".repeat(32), [indicator("ja3", "c".repeat(32))], "unknown"],
] as const) {
  const asked = indicators.map(
    ({ kind, value: held, port }) => `${kind} ${held}${port === undefined ? "" : `:${port}`}`,
  );
  test(`${type} ${value} and ${asked.join(" with ")}: ${fit ?? "no match"}`, (t) => {
    t.is(fitOf(indicators, attribute(type, value)), fit);
  });
}

test("an attribute that several indicators match counts once", (t) => {
  const held = attribute("domain|ip", "evil.com|45.1.2.3");
  const indicators = [indicator("domain", "evil.com"), indicator("ip", "45.1.2.3")];
  const answers = new Map(indicators.map(({ value }) => [value, [held]]));
  t.deepEqual(
    matchesOf(indicators, answers).map((match) => [match.indicator.kind, match.value]),
    [["domain", "evil.com"]],
  );
});

test("the best match is fit for detection, then whole, then grave, then recent, then of a high score", (t) => {
  const held = (id: string, fields: Record<string, unknown>, type = "domain", value = "evil.com") =>
    attribute(type, value, { id, ...fields });
  const event = (level: string) => ({ Event: { id: "1", info: "x", threat_level_id: level } });
  const attributes = [
    held("1", { to_ids: false, ...event("1") }),
    held("2", { ...event("3") }),
    held("3", { ...event("2"), timestamp: "1000" }),
    held("4", { ...event("2"), timestamp: "2000" }),
    held("5", { ...event("2"), timestamp: "2000", decay_score: [{ score: 10 }, { score: 80 }] }),
    held("6", { ...event("4") }, "domain|ip", "evil.com|45.1.2.3"),
    held("7", { ...event("1") }, "domain|ip", "evil.com|45.9.9.9"),
  ];
  const indicators = [indicator("domain", "evil.com"), indicator("ip", "45.1.2.3")];
  const matches = matchesOf(indicators, new Map([["evil.com", attributes]]));
  t.deepEqual(
    bestFirst(matches).map((match) => match.attribute.id),
    ["6", "5", "4", "3", "2", "7", "1"],
  );
});

test("composites are cut at their first bar, and a value with a bar of another type is left whole", (t) => {
  t.deepEqual(halvesOf("regkey|value", "HKLM\\x|a|b"), [
    { type: "regkey", value: "HKLM\\x" },
    { type: "value", value: "a|b" },
  ]);
  t.deepEqual(halvesOf("url", "http://x/?a|b"), [{ type: "url", value: "http://x/?a|b" }]);
  t.deepEqual(halvesOf("filename|md5", "no bar"), [{ type: "filename|md5", value: "no bar" }]);
});

test("a row that lacks what every attribute has is none", (t) => {
  for (const each of [
    null,
    1,
    "x",
    [],
    {},
    { id: "1" },
    { id: "1", type: "domain" },
    { type: "domain", value: "x" },
  ]) {
    t.is(attributeOf(each), undefined);
  }
  t.is(attributeOf({ id: "1", event_id: "2", type: "domain", value: "x", timestamp: "1e99" })!.timestamp, 0);
});

test("a question names its filters only where they are on, because MISP ignores false", (t) => {
  const off = parseOptions('{"to_ids":false,"warninglists":false,"decay_score":false}');
  t.deepEqual(Object.keys(restSearchOf(["x"], off, 10, 1)).sort(), [
    "includeContext",
    "includeEventTags",
    "limit",
    "page",
    "returnFormat",
    "value",
  ]);
  const on = parseOptions('{"published":true,"exclude_decayed":true,"types":["domain"]}');
  t.like(restSearchOf(["x"], on, 10, 1), {
    to_ids: 1,
    published: 1,
    enforceWarninglist: 1,
    includeDecayScore: 1,
    excludeDecayed: 1,
    type: ["domain"],
  });
});
