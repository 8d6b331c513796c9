import test from "ava";
import { extract } from "../../../rehearsal/graylog/extractors/extract.ts";
import { Message } from "../../../rehearsal/graylog/messages/message.ts";
import { plain } from "../../../rehearsal/graylog/messages/value.ts";
import { compileRule } from "../../../rehearsal/graylog/rules/compile.ts";

const alert = JSON.stringify({
  rule: { id: "550", level: 7, groups: ["misp", "misp_alert"], mail: true },
  scores: [{ base: 7.5 }, { base: 8 }],
  "a.b c": "x",
  nothing: null,
  empty: "",
  none: [],
});

/** The fields that a way of reading JSON gives, but for those that every message has. */
function fields(message: Message): Record<string, unknown> {
  const own = [...message.fields].filter(([name]) => !["message", "source", "timestamp"].includes(name));
  return Object.fromEntries(own.map(([name, value]) => [name, plain(value)]));
}

function byRule(text: string, action: string): Message {
  const message = new Message(text, "x", 0);
  const rule = compileRule(`rule "r" when true then let raw = to_string($message.message); ${action} end`);
  rule.then({
    message,
    world: { streams: () => [], lookUp: () => undefined, now: () => 0, warn: () => undefined },
  });
  return message;
}

function byExtractor(text: string, config: object): Message {
  const message = new Message(text, "x", 0);
  extract(
    {
      id: "e",
      title: "json",
      cursor_strategy: "copy",
      source_field: "message",
      extractor_config: { key_prefix: "w_", ...config },
    },
    message,
  );
  return message;
}

test("the JSON extractor joins names, and lists to one text", (t) => {
  t.deepEqual(fields(byExtractor(alert, { flatten: false })), {
    w_rule_id: "550",
    w_rule_level: 7,
    w_rule_groups: "misp, misp_alert",
    w_rule_mail: true,
    w_scores: "{base=7.5}, {base=8}",
  });
});

test("the JSON extractor with flatten makes one text of an object", (t) => {
  const { w_rule } = fields(byExtractor(alert, { flatten: true }));
  t.is(w_rule, "id=550, level=7, groups=[misp, misp_alert], mail=true");
});

test("the JSON extractor keeps a message that is no JSON, with an error", (t) => {
  const message = byExtractor("no json", { flatten: false });
  t.deepEqual(fields(message), {});
  t.is(message.errors.length, 1);
});

test("to_map of parse_json keeps objects and lists as they are", (t) => {
  const { w_rule, w_scores } = fields(byRule(alert, 'set_fields(to_map(parse_json(raw)), "w_");'));
  t.deepEqual(w_rule, { id: "550", level: 7, groups: ["misp", "misp_alert"], mail: true });
  t.deepEqual(w_scores, [{ base: 7.5 }, { base: 8 }]);
});

for (const [handler, wanted] of Object.entries({
  ignore: {},
  flatten: {
    w_rule_groups_0: "misp",
    w_rule_groups_1: "misp_alert",
    w_scores_0_base: 7.5,
    w_scores_1_base: 8,
  },
  json: { w_rule_groups: '["misp","misp_alert"]', w_scores: '[{"base":7.5},{"base":8}]', w_none: "[]" },
})) {
  test(`flatten_json joins names, and lists are treated by "${handler}"`, (t) => {
    const action = `set_fields(fields: to_map(flatten_json(value: raw, array_handler: "${handler}")), prefix: "w_");`;
    t.deepEqual(fields(byRule(alert, action)), {
      w_rule_id: "550",
      w_rule_level: 7,
      w_rule_mail: true,
      ...wanted,
    });
  });
}

test("flatten_json with stringify makes text of everything", (t) => {
  const action =
    'set_fields(to_map(flatten_json(value: raw, array_handler: "ignore", stringify: true)), "w_");';
  t.like(fields(byRule(alert, action)), { w_rule_level: "7", w_rule_mail: "true" });
});

test("select_jsonpath takes lists as lists, and leaves out what is not there", (t) => {
  const action = `set_fields(select_jsonpath(json: parse_json(raw), paths: {
    groups: "$.rule.groups", none: "$.none", missing: "$.nowhere.at.all"
  }, exclude_empty_arrays: true));`;
  t.deepEqual(fields(byRule(alert, action)), { groups: ["misp", "misp_alert"] });
});

test("what is no JSON gives no fields, and no error", (t) => {
  const action = `set_fields(to_map(flatten_json(value: raw, array_handler: "ignore")));
    set_fields(select_jsonpath(json: parse_json(raw), paths: { a: "$.a" }));`;
  t.deepEqual(fields(byRule("no json", action)), {});
});
