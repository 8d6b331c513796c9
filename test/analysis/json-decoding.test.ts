import test from "ava";
import { type Alert, alertOf, analysisOf, lineOf, send } from "./analyse.ts";

const analysis = analysisOf("");
const decode = (json: string): Alert => alertOf(send(analysis, `1:misp:${json}`));
const dataOf = (json: string) => decode(json).data;

const decoded: readonly (readonly [statement: string, json: string, data: object | undefined])[] = [
  ["strings stay as they are", '{"a":"x y"}', { a: "x y" }],
  ["objects inside objects stay objects", '{"a":{"b":{"c":"d"}}}', { a: { b: { c: "d" } } }],
  ["an array stays an array", '{"a":["x","y"]}', { a: ["x", "y"] }],
  ["an array of objects stays one", '{"a":[{"b":"c"},{"d":[1,2]}]}', { a: [{ b: "c" }, { d: [1, 2] }] }],
  [
    "numbers inside an array stay numbers",
    '{"a":[1,2.5,1e-7,123456789012]}',
    { a: [1, 2.5, 1e-7, 123456789012] },
  ],
  ["an empty array is kept", '{"a":[]}', { a: [] }],
  ["an empty string is dropped", '{"a":"","b":"c"}', { b: "c" }],
  ["an empty object is dropped", '{"a":{},"b":"c"}', { b: "c" }],
  ["true and false become text", '{"a":true,"b":false}', { a: "true", b: "false" }],
  ["null becomes text", '{"a":null}', { a: "null" }],
  [
    "a whole number becomes text",
    '{"a":5,"b":-5,"c":2147483647,"d":-2147483648}',
    { a: "5", b: "-5", c: "2147483647", d: "-2147483648" },
  ],
  [
    "a whole number of more than 32 bits gets six decimals",
    '{"a":1763965603123}',
    { a: "1763965603123.000000" },
  ],
  ["2^31 gets six decimals", '{"a":2147483648}', { a: "2147483648.000000" }],
  ["a fraction gets six decimals", '{"a":1.5}', { a: "1.500000" }],
  ["a fraction too small for six decimals is lost", '{"a":1e-7}', { a: "0.000000" }],
  ["a fraction between two texts takes the even one, as C does", '{"a":1.0078125}', { a: "1.007812" }],
  ["a great number loses digits", '{"a":123456789012345678901}', { a: "123456789012345683968.000000" }],
  ["a number beyond 10^21 is written out", '{"a":1e22}', { a: "10000000000000000000000.000000" }],
  ["a key with a dot becomes an object", '{"a.b":"c"}', { a: { b: "c" } }],
  [
    "a key with a dot and an object collide, and the first stays",
    '{"a.b":"1","a":{"b":"2"}}',
    { a: { b: "1" } },
  ],
  ["a value and an object of one name collide, and the first stays", '{"a":"1","a.b":"2"}', { a: "1" }],
  ["of a key that comes twice the first stays", '{"a":"1","a":"2"}', { a: "1" }],
  [
    "keys may hold blanks and signs",
    '{"a b":"1","a-b":"2","$a":"3","@a":"4"}',
    { "a b": "1", "a-b": "2", $a: "3", "@a": "4" },
  ],
  ["keys that are numbers keep their place", '{"b":"1","2":"2","1":"3"}', { b: "1", "2": "2", "1": "3" }],
  ["a NUL cuts the value", '{"a":"x\\u0000y","b":"z"}', { a: "x", b: "z" }],
  ["a raw newline inside a value is taken", '{"a":"x\ny"}', { a: "x\ny" }],
  ["escapes of characters become UTF-8", '{"a":"\\u00e4\\ud83d\\ude00"}', { a: "ä😀" }],
  ["text that is not ASCII stays", '{"a":"grüße 日本"}', { a: "grüße 日本" }],
  ["of two values in one datagram the first is used", '{"a":"b"}{"c":"d"}', { a: "b" }],
  ["what follows the value does not matter", '{"a":"b"} and more\n', { a: "b" }],
  ["blanks between the brace and the first key are taken", '{   "a":"b"}', { a: "b" }],
  ["a text that is an array in JSON becomes one", '{"a":"[1,2]"}', { a: [1, 2] }],
  ["a cut off value gives no fields", '{"a":"b","c":"d', undefined],
];

for (const [statement, json, data] of decoded) {
  test(`JSON: ${statement}`, (t) => {
    t.deepEqual(dataOf(json), data);
    t.is(decode(json).decoder.name, "json");
  });
}

for (const [statement, json] of [
  ["begins with a blank", ' {"a":"b"}'],
  ["has a newline after the brace", '{\n"a":"b"}'],
  ["has a tab after the brace", '{\t"a":"b"}'],
  ["is an array", '["a"]'],
  ["is an empty object", "{}"],
] as const) {
  test(`JSON is not decoded where it ${statement}`, (t) => {
    t.deepEqual(decode(json).decoder, {});
    t.is(dataOf(json), undefined);
  });
}

test("keys that Wazuh has a place for come first in data, in its order", (t) => {
  const keys =
    "systemname extra_data data url status id dstuser dstport dstip srcuser srcport srcip action protocol".split(
      " ",
    );
  const json = `{"x":"0",${keys.map((key) => `"${key}":"${key}"`).join(",")}}`;
  t.deepEqual(Object.keys(dataOf(json)!), [
    "protocol",
    "action",
    "srcip",
    "srcport",
    "srcuser",
    "dstip",
    "dstport",
    "dstuser",
    "id",
    "status",
    "url",
    "data",
    "extra_data",
    "system_name",
    "x",
  ]);
});

test("user is another name of dstuser, where that is not there", (t) => {
  t.deepEqual(dataOf('{"user":"u"}'), { dstuser: "u" });
  t.deepEqual(dataOf('{"dstuser":"d","user":"u"}'), { dstuser: "d", user: "u" });
});

test("a key that Wazuh has a place for is an ordinary field below another", (t) => {
  t.deepEqual(dataOf('{"misp":{"id":"1","srcip":"2"}}'), { misp: { id: "1", srcip: "2" } });
});

test("of more than 256 fields the first 256 stay, and the others are counted", (t) => {
  const fields = Array.from({ length: 300 }, (_, i) => `"k${i}":"v"`);
  const outcome = send(analysis, `1:misp:{${fields.join(",")}}`)!;
  t.is(outcome.event.droppedFields, 44);
  const { data } = JSON.parse(lineOf(outcome)) as Alert;
  t.deepEqual(
    Object.keys(data!),
    Array.from({ length: 256 }, (_, i) => `k${i}`),
  );
});

test("bytes that are not UTF-8 go through as they are", (t) => {
  const bytes = Buffer.concat([Buffer.from('1:misp:{"a":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
  const outcome = analysis.process(
    { queue: "1", location: "misp", message: bytes.subarray(7).toString("latin1") },
    { time: 0, manager: "m" },
  );
  t.is(outcome!.event.field("a"), "\xff\xfe");
});

test("a datagram of 65,535 bytes is decoded; of a longer one the rest is cut off, so that it has no fields", (t) => {
  const datagram = (length: number) => `1:misp:{"a":"${"x".repeat(length - 15)}"}`;
  t.is(datagram(65_535).length, 65_535);
  t.is((dataOf(datagram(65_535).slice(7))!["a"] as string).length, 65_520);
  const cut = alertOf(send(analysis, datagram(65_536)));
  t.is(cut.decoder.name, "json");
  t.is(cut.data, undefined);
});
