import test from "ava";
import { Message } from "../../../rehearsal/graylog/messages/message.ts";
import { plain } from "../../../rehearsal/graylog/messages/value.ts";
import { compilePipeline, compileRule, RuleRefusal } from "../../../rehearsal/graylog/rules/compile.ts";
import type { RuleWorld } from "../../../rehearsal/graylog/rules/function.ts";
import type { Pipeline } from "../../../rehearsal/graylog/rules/interpreter.ts";
import { runPipelines } from "../../../rehearsal/graylog/rules/interpreter.ts";

const receivedAt = Date.parse("2026-11-24T08:21:29.215Z");

interface World extends RuleWorld {
  readonly warnings: string[];
}

function world(): World {
  const warnings: string[] = [];
  return {
    warnings,
    streams: (by) =>
      "name" in by && by.name === "matches" ? ["s2"] : "id" in by && by.id === "s2" ? ["s2"] : [],
    lookUp: (table, key) => (table === "owners" && key === "win10" ? "Ada" : undefined),
    now: () => receivedAt,
    warn: (message) => warnings.push(message),
  };
}

/** Runs rules, each in a stage of its own, over a message with more fields. */
function run(
  text: string,
  fields: Record<string, string | number | boolean>,
  ...sources: readonly string[]
): Message & { readonly world: World } {
  const message = new Message(text, "127.0.0.1", receivedAt);
  Object.entries(fields).forEach(([name, value]) => message.add(name, value));
  message.streams.add("s1");
  const rules = sources.map(compileRule);
  const stages = rules.map(({ name }, index) => `stage ${index} match pass rule "${name}"`);
  const pipeline: Pipeline = { id: "p", syntax: compilePipeline(`pipeline "p" ${stages.join("\n")} end`) };
  const made = world();
  runPipelines(
    message,
    { rules: new Map(rules.map((rule) => [rule.name, rule])), connected: new Map([["s1", [pipeline]]]) },
    made,
  );
  return Object.assign(message, { world: made });
}

/** The value of an expression over a message, or undefined when nothing comes of it. */
function value(
  expression: string,
  text = "text",
  fields: Record<string, string | number | boolean> = {},
): unknown {
  const source = `rule "r" when true then let v = ${expression}; set_field("result", v); end`;
  const result = run(text, fields, source).fields.get("result");
  return result === undefined ? undefined : plain(result);
}

/** Whether a condition holds for a message. */
function holds(condition: string, fields: Record<string, string | number | boolean> = {}): boolean {
  return run("text", fields, `rule "r" when ${condition} then set_field("held", true); end`).fields.has(
    "held",
  );
}

const values: Readonly<Record<string, unknown>> = {
  'concat("a", to_string(1))': "a1",
  'lowercase("ABC")': "abc",
  'uppercase(value: "abc")': "ABC",
  'substring("abcdef", 1, 3)': "bc",
  'replace("aXbX", "X", "y")': "ayby",
  'regex_replace("(\\\\d+)", "a12b3", "<$1>")': "a<12>b<3>",
  'split(",", "a,b,,")': ["a", "b"],
  'split(pattern: ",", value: "a,b,c", limit: 2)': ["a", "b,c"],
  'join(["a", "b"], "-")': "a-b",
  'length("abc")': 3,
  'to_long("12")': 12,
  'to_long("x", 7)': 7,
  'to_double("1.5")': 1.5,
  'to_bool("TRUE")': true,
  "to_string($message.nothing)": undefined,
  'to_string($message.nothing, "none")': "none",
  "1 + 2": 3,
  "7 / 2": 3,
  '"a" + "b"': "ab",
  "-(3)": -3,
  'regex("(\\\\w+)@(\\\\w+)", "me@home")["1"]': "home",
  'regex("(?i)ABC", "xabcx").matches': true,
  '{ a: 1, b: "x" }["b"]': "x",
  "[10, 20][1]": 20,
  'select_jsonpath(parse_json("{\\"a\\":{\\"b\\":[1,2]}}"), { x: "$.a.b" })["x"]': [1, 2],
  'select_jsonpath("{\\"a\\":[{\\"b\\":1},{\\"b\\":2}]}", { x: "$.a[*].b" })["x"]': [1, 2],
  'select_jsonpath("{\\"a\\":[{\\"b\\":1},{\\"b\\":2}]}", { x: "$.a[-1].b" })["x"]': 2,
  'lookup_value("owners", "win10")': "Ada",
  'lookup_value("owners", "other", "nobody")': "nobody",
  'first_non_null([$message.nothing, "b"])': "b",
  'format_date(parse_date("2026-11-24T09:21:29.000+0100", "yyyy-MM-dd\'T\'HH:mm:ss.SSSZ"), "yyyy/MM/dd HH:mm")':
    "2026/11/24 08:21",
  "to_string(now())": "2026-11-24T08:21:29.215Z",
  'sha256("a")': "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
};

for (const [expression, wanted] of Object.entries(values)) {
  test(`${expression} is ${wanted === undefined ? "nothing" : JSON.stringify(wanted)}`, (t) => {
    t.deepEqual(value(expression), wanted);
  });
}

const conditions: Readonly<
  Record<string, readonly [holds: boolean, fields?: Record<string, string | number | boolean>]>
> = {
  'has_field("a")': [true, { a: "x" }],
  'NOT has_field("a")': [false, { a: "x" }],
  '!has_field("a") && true': [true],
  'has_field("a") OR has_field("b")': [true, { b: "x" }],
  'true || has_field("x") && false': [true],
  'contains(to_string($message.a), "IOC", true)': [true, { a: "an ioc" }],
  'starts_with("{}", "{")': [true],
  'ends_with("a.exe", ".exe")': [true],
  "to_long($message.level) >= 12": [true, { level: 12 }],
  "$message.level == 12": [false, { level: 12 }],
  "to_long($message.level) == 12": [true, { level: 12 }],
  '$message.a == "x"': [true, { a: "x" }],
  '$message.nothing != "x"': [false],
  "is_null($message.nothing)": [true],
  "$message.a": [false, { a: "x" }],
  '$message.`a-b` == "x"': [true, { "a-b": "x" }],
  'array_contains(["MISP"], "misp")': [true],
};

for (const [condition, [wanted, fields]] of Object.entries(conditions)) {
  test(`${condition} ${wanted ? "holds" : "does not hold"} for ${JSON.stringify(fields ?? {})}`, (t) => {
    t.is(holds(condition, fields), wanted);
  });
}

const refusals: Readonly<Record<string, readonly [type: string, reason: RegExp]>> = {
  "when nofunction(1) then": ["undeclared_function", /^Unknown function nofunction in line 1 pos 14$/],
  'when grok("a", "b") then': ["undeclared_function", /\[rehearsal\] grok is a function that Graylog has/],
  "when nothing then": ["undeclared_variable", /^Undeclared variable nothing/],
  'when contains($message.a, "x") then': [
    "incompatible_argument_type",
    /^Expected type String for argument value but found Object in call to function contains in line 1 pos 14$/,
  ],
  'when starts_with("a") then': ["wrong_number_of_arguments", /^Expected 2 arguments but found 1/],
  'when starts_with(value: "a", ignore_case: true) then': [
    "missing_required_param",
    /^Missing required parameter prefix of type String/,
  ],
  "when $message.level > 3 then": ["incompatible_types", /^Incompatible types Object <=> Long/],
  'when NOT "x" then': ["incompatible_type", /^Expected type Boolean but found String/],
  'when true && "x" then': ["incompatible_types", /^Incompatible types Boolean <=> String/],
  'when true then set_field("a", $message.b["c"]);': ["non_indexable", /^Cannot index value of type Object/],
  'when true then let x = regex("(", "a");': [
    "invalid_function_argument",
    /^Invalid argument to function regex/,
  ],
  'when true then set_field("a", "b")': ["syntax_error", /mismatched input 'end' expecting ';'/],
  'when true then set_field("a", { "b": 1 });': ["syntax_error", /expecting a name/],
  "when true then set_field('a', #);": ["syntax_error", /token recognition error at: '#'/],
};

for (const [body, [type, reason]] of Object.entries(refusals)) {
  test(`the rule ${body} is refused`, (t) => {
    const error = t.throws(() => compileRule(`rule "r" ${body} end`), { instanceOf: RuleRefusal });
    t.is(error.problems[0]?.type, type);
    t.regex(error.problems[0]?.reason ?? "", reason);
  });
}

test("comments, a semicolon after nothing, and quotes of either kind are read", (t) => {
  const source = `rule "r" // why
when true /* always */
then ; let a = 'x'; set_field("a", a);
end`;
  t.is(run("text", {}, source).fields.get("a"), "x");
});

test("an error ends its rule, keeps what it did, and is told in gl2_processing_error", (t) => {
  const source = `rule "time" when true then
    set_field("before", 1);
    set_field("timestamp", parse_date("garbage", "yyyy-MM-dd"));
    set_field("after", 1);
  end`;
  const message = run("text", {}, source, `rule "next" when true then set_field("next", 1); end`);
  t.true(message.fields.has("before"));
  t.false(message.fields.has("after"));
  t.true(message.fields.has("next"));
  t.regex(message.errors.join(), /Error evaluating action for rule <time>.*Invalid format: "garbage"/);
  t.is(message.world.warnings.length, 1);
});

test("every condition of a stage is asked before any rule of it acts", (t) => {
  const message = new Message("text", "x", receivedAt);
  message.streams.add("s1");
  const rules = [
    compileRule('rule "a" when true then set_field("x", 1); end'),
    compileRule('rule "b" when has_field("x") then set_field("y", 1); end'),
  ];
  const pipeline = {
    id: "p",
    syntax: compilePipeline('pipeline "p" stage 0 match either rule "a" rule "b" end'),
  };
  const state = {
    rules: new Map(rules.map((rule) => [rule.name, rule])),
    connected: new Map([["s1", [pipeline]]]),
  };
  runPipelines(message, state, world());
  t.true(message.fields.has("x"));
  t.false(message.fields.has("y"));
});

for (const [match, goesOn] of [
  ["all", false],
  ["either", true],
  ["pass", true],
] as const) {
  test(`after a stage of "match ${match}" with one of two rules the pipeline ${goesOn ? "goes on" : "ends"}`, (t) => {
    const message = new Message("text", "x", receivedAt);
    message.streams.add("s1");
    const rules = [
      compileRule('rule "yes" when true then set_field("x", 1); end'),
      compileRule('rule "no" when false then end'),
      compileRule('rule "later" when true then set_field("later", 1); end'),
    ];
    const source = `pipeline "p" stage 1 match pass rule "later" stage 0 match ${match} rule "yes"; rule "no" end`;
    const pipeline = { id: "p", syntax: compilePipeline(source) };
    const state = {
      rules: new Map(rules.map((rule) => [rule.name, rule])),
      connected: new Map([["s1", [pipeline]]]),
    };
    runPipelines(message, state, world());
    t.is(message.fields.has("later"), goesOn);
  });
}

test("a message that is routed to a stream also goes through that stream's pipelines", (t) => {
  const message = new Message("text", "x", receivedAt);
  message.streams.add("s1");
  const rules = [
    compileRule('rule "route" when true then route_to_stream(name: "matches"); end'),
    compileRule('rule "there" when true then set_field("there", 1); end'),
  ];
  const pipeline = (name: string): Pipeline => ({
    id: name,
    syntax: compilePipeline(`pipeline "${name}" stage 0 match either rule "${name}" end`),
  });
  runPipelines(
    message,
    {
      rules: new Map(rules.map((rule) => [rule.name, rule])),
      connected: new Map([
        ["s1", [pipeline("route")]],
        ["s2", [pipeline("there")]],
      ]),
    },
    world(),
  );
  t.deepEqual([...message.streams], ["s1", "s2"]);
  t.true(message.fields.has("there"));
});

test("fields are set, renamed and removed as Graylog allows it", (t) => {
  const source = `rule "r" when true then
    set_field(field: "a b", value: 1);
    set_field(field: "c d", value: 1, clean_field: true);
    set_field("_id", "x");
    set_field("blank", "  ");
    set_field("trimmed", "  x ");
    set_field(field: "given", value: $message.nothing, default: "d");
    rename_field("old", "new");
    remove_field("x_.*");
    remove_field("message");
    set_fields({ p: 1, q: "2" }, "pre_");
  end`;
  const { fields } = run("text", { old: "o", x_1: "1", x_2: "2" }, source);
  const own = Object.fromEntries([...fields].filter(([name]) => !["source", "timestamp"].includes(name)));
  t.deepEqual(own, { message: "text", c_d: 1n, trimmed: "x", given: "d", new: "o", pre_p: 1n, pre_q: "2" });
});

test("a message that is dropped goes no further", (t) => {
  const message = run(
    "text",
    {},
    'rule "drop" when true then drop_message(); end',
    'rule "x" when true then set_field("x", 1); end',
  );
  t.true(message.dropped);
  t.false(message.fields.has("x"));
});

test("a stream that is not there is warned about", (t) => {
  const message = run("text", {}, 'rule "r" when true then route_to_stream(name: "nowhere"); end');
  t.regex(message.world.warnings[0] ?? "", /Couldn't find a stream in cache with name \[nowhere\]/);
});

test("a text as timestamp must be of Graylog's own form, or it is now, with an error", (t) => {
  const good = run(
    "text",
    {},
    'rule "r" when true then set_field("timestamp", "2026-11-24 07:00:00.000"); end',
  );
  t.is(good.timestamp.toISOString(), "2026-11-24T07:00:00.000Z");
  const bad = run(
    "text",
    {},
    'rule "r" when true then set_field("timestamp", "2026-11-24T07:00:00.000+0000"); end',
  );
  t.is(bad.timestamp.getTime(), receivedAt);
  t.is(bad.errors.length, 1);
});
