import test from "ava";
import { RefusedContent, UnsupportedContent } from "../../analysis/problems.ts";
import { alertOf, analysisOf, raised, send } from "./analyse.ts";

const withDecoders = (text: string, rules = "") =>
  analysisOf(rules, { decoders: [{ name: "etc/decoders/local_decoder.xml", text }] });
const decode = (text: string, datagram: string) => alertOf(send(withDecoders(text), datagram));

const sysmonLinux = `
  <decoder name="sysmon-linux">
    <program_name>sysmon</program_name>
  </decoder>
  <decoder name="sysmon-linux-event">
    <parent>sysmon-linux</parent>
    <prematch offset="after_parent">^\\<Event></prematch>
    <regex offset="after_parent">\\<EventID>(\\d+)\\</EventID></regex>
    <order>system.eventId</order>
  </decoder>
  <decoder name="sysmon-linux-event">
    <parent>sysmon-linux</parent>
    <regex offset="after_regex">"DestinationIp">(\\S+)\\</Data></regex>
    <order>eventdata.destinationIp</order>
  </decoder>`;

const line =
  'Nov 24 07:00:00 web01 sysmon: <Event><EventID>3</EventID><Data Name="DestinationIp">203.0.113.9</Data></Event>';

test("a decoder by program name hands the log to its children, which have its name and take their groups out of it", (t) => {
  const alert = decode(sysmonLinux, `1:[002] (web01) any->/var/log/syslog:${line}`);
  t.deepEqual(alert.decoder, { parent: "sysmon-linux", name: "sysmon-linux" });
  t.deepEqual(alert.data, { system: { eventId: "3" }, eventdata: { destinationIp: "203.0.113.9" } });
  t.deepEqual(alert.predecoder, { program_name: "sysmon", timestamp: "Nov 24 07:00:00", hostname: "web01" });
});

test("children of one name are tried one after the other, also where one does not match", (t) => {
  const log = `1:/x:${line.replace("<EventID>3</EventID>", "")}`;
  t.deepEqual(decode(sysmonLinux, log).data, { eventdata: { destinationIp: "203.0.113.9" } });
});

test("rules know a child by its parent's name", (t) => {
  const rule =
    '<rule id="100700" level="5"><decoded_as>sysmon-linux</decoded_as><field name="system.eventid">^3$</field><description>x</description></rule>';
  t.is(raised(send(withDecoders(sysmonLinux, rule), `1:/x:${line}`)), 100700);
});

test("with use_own_name a child keeps its name", (t) => {
  const text = `<decoder name="p"><prematch>^p:</prematch></decoder>
    <decoder name="c"><parent>p</parent><use_own_name>true</use_own_name><prematch offset="after_parent">^x</prematch></decoder>`;
  t.deepEqual(decode(text, "1:/x:p:x").decoder, { parent: "p", name: "c" });
  t.deepEqual(decode(text, "1:/x:p:y").decoder, { name: "p" });
});

test("a decoder without children takes its own groups, and fields with a place of their own go there", (t) => {
  const text = `<decoder name="fw"><prematch>^fw: </prematch>
    <regex>^fw: (\\S+) (\\d+.\\d+.\\d+.\\d+) (\\w+) (\\w+)</regex><order>action, srcip, user, x.y</order></decoder>`;
  t.deepEqual(decode(text, "1:/x:fw: drop 10.0.0.1 root z").data, {
    action: "drop",
    srcip: "10.0.0.1",
    dstuser: "root",
    x: { y: "z" },
  });
});

test("after_prematch begins after what the prematch took", (t) => {
  const text = `<decoder name="p"><prematch>^p</prematch></decoder>
    <decoder name="c"><parent>p</parent><prematch offset="after_parent">^ one </prematch>
    <regex offset="after_prematch">^(\\w+)</regex><order>a</order></decoder>`;
  t.deepEqual(decode(text, "1:/x:p one two").data, { a: "two" });
});

test("JSON_Decoder reads what follows the prematch", (t) => {
  const text = `<decoder name="app"><program_name>^app$</program_name></decoder>
    <decoder name="app-json"><parent>app</parent><prematch>payload=</prematch>
    <plugin_decoder offset="after_prematch">JSON_Decoder</plugin_decoder></decoder>`;
  const alert = decode(text, '1:/x:Nov 24 07:00:00 h app[12]: payload={"a":{"b":"c"}}');
  t.deepEqual(alert.data, { a: { b: "c" } });
});

test("json_null_field and json_array_structure say what becomes of null and of arrays", (t) => {
  const text = `<decoder name="j"><prematch>^j{</prematch></decoder>
    <decoder name="jj"><parent>j</parent><prematch>^j</prematch><plugin_decoder offset="after_prematch">JSON_Decoder</plugin_decoder>
    <json_null_field>discard</json_null_field><json_array_structure>csv</json_array_structure></decoder>`;
  t.deepEqual(decode(text, '1:/x:j{"a":null,"b":["x",1,2.5,null,true,{"y":"z"}]}').data, {
    b: "x,1,2.500000,null,true",
  });
});

test("the stock JSON decoder goes before one of ours that asks for no program name", (t) => {
  const text = '<decoder name="mine"><prematch>"mine":</prematch></decoder>';
  t.is(decode(text, '1:/x:{"mine":"x"}').decoder.name, "json");
});

test("a line with a program name is not shown to the stock JSON decoder", (t) => {
  t.deepEqual(decode(sysmonLinux, '1:/x:Nov 24 07:00:00 h app: {"a":"b"}').decoder, {});
});

test("the stock JSON decoder of Microsoft Graph leaves null out", (t) => {
  const alert = decode(sysmonLinux, '1:/x:{"integration":"ms-graph","a":null}');
  t.is(alert.decoder.name, "json-msgraph");
  t.deepEqual(alert.data, { integration: "ms-graph" });
});

const broken: readonly (readonly [what: string, text: string, message: string])[] = [
  ["another root", "<rule/>", "(1230): Invalid element in the configuration: 'rule'."],
  [
    "no name",
    "<decoder><prematch>x</prematch></decoder>",
    "(1230): Invalid element in the configuration: 'decoder'.",
  ],
  [
    "neither prematch, parent nor program name",
    '<decoder name="a"><order>x</order></decoder>',
    "(2107): Decoder configuration error: 'a'.",
  ],
  [
    "a regex without an order",
    '<decoder name="a"><prematch>x</prematch><regex>(\\d)</regex></decoder>',
    "(2107): Decoder configuration error: 'a'.",
  ],
  [
    "an element that is not known",
    '<decoder name="a"><prematchh>x</prematchh></decoder>',
    "Invalid element 'prematchh' for decoder 'decoder'",
  ],
  [
    "a parent that is not there",
    '<decoder name="a"><parent>b</parent><prematch>x</prematch></decoder>',
    "(2106): Error adding decoder plugin.",
  ],
  [
    "a type that is not known",
    '<decoder name="a"><prematch>x</prematch><type>b</type></decoder>',
    "Invalid decoder type 'b'.",
  ],
  [
    "a pattern with a mistake",
    '<decoder name="a"><prematch>\\x</prematch></decoder>',
    "(2107): Decoder configuration error: 'a'.",
  ],
  [
    "a plugin that is not known",
    '<decoder name="a"><prematch>x</prematch><plugin_decoder>Y</plugin_decoder></decoder>',
    "(2110): Invalid decoder argument for plugin_decoder: 'Y'.",
  ],
  [
    "a regex beside the plugin",
    '<decoder name="a"><prematch>x</prematch><plugin_decoder>JSON_Decoder</plugin_decoder><regex>(x)</regex><order>a</order></decoder>',
    "(2111): Additional data to plugin decoder: 'a'.",
  ],
];

for (const [what, text, message] of broken) {
  test(`a decoder with ${what} keeps Wazuh from starting`, (t) => {
    const error = t.throws(() => withDecoders(text), { instanceOf: RefusedContent });
    t.is(error.problems.at(-1)!.message, message);
  });
}

test("fts and accumulate are said not to be supported, with decoder and file", (t) => {
  const text = '<decoder name="a"><prematch>x</prematch><fts>srcip</fts></decoder>';
  const error = t.throws(() => withDecoders(text), { instanceOf: UnsupportedContent });
  t.regex(error.message, /^Decoder a in etc\/decoders\/local_decoder\.xml uses <fts>/);
});
