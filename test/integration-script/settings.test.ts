import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import test from "ava";
import { isCall, parseCall } from "../../integration-script/settings/arguments.ts";
import { defaultOptions, numberLimits, parseOptions } from "../../integration-script/settings/options.ts";
import { version } from "../../integration-script/version.ts";

const project = new URL("../../", import.meta.url);

test("integratord's arguments are told from a command's by the slash of the alert file", (t) => {
  t.true(isCall(["/tmp/custom-misp-1795505170--123.alert", "", "", "", "", "", ""]));
  t.true(isCall(["./sync"]));
  t.false(isCall(["sync"]));
  t.false(isCall(["explain", "/tmp/a.alert"]));
  t.false(isCall([]));
  t.false(isCall(["--help"]));
});

test("integratord's arguments are read in their order, and empty ones have their defaults", (t) => {
  t.deepEqual(parseCall(["/tmp/a", "key", "https://misp//", "", "/tmp/o", "5", "1", "> /dev/null 2>&1"]), {
    alertFile: "/tmp/a",
    apiKey: "key",
    url: "https://misp",
    optionsFile: "/tmp/o",
    timeout: 5,
    retries: 1,
  });
  t.like(parseCall(["/tmp/a"]), { apiKey: "", url: "", optionsFile: "", timeout: 10, retries: 3 });
  t.like(parseCall(["/tmp/a", "", "", "", "", "0", "0"]), { timeout: 10, retries: 0 });
  t.throws(() => parseCall(["/tmp/a", "", "", "", "", "-1"]), { message: /<timeout> is "-1"/ });
  t.throws(() => parseCall(["/tmp/a", "", "", "", "", "", "many"]), { message: /<retries> is "many"/ });
});

test("without options each has its default", (t) => {
  for (const text of ["", " \n", "{}"]) {
    t.deepEqual(parseOptions(text), defaultOptions);
  }
});

for (const [json, message] of [
  ["[]", /not a JSON object/],
  ["null", /not a JSON object/],
  ["{", /not JSON/],
  ['{"keyfile":"x"}', /no option "keyfile".*key_file/],
  ['{"__proto__":1}', /no option "__proto__"/],
  ['{"toString":1}', /no option "toString"/],
  ['{"key_file":1}', /key_file is 1, but must be a text/],
  ['{"to_ids":"yes"}', /to_ids is "yes", but must be true or false/],
  ['{"limit":0}', /limit is 0, but must be a whole number of 1 to 10000/],
  ['{"limit":1.5}', /limit is 1.5/],
  ['{"limit":"5"}', /limit is "5"/],
  ['{"allow":"x"}', /allow is "x", but must be a list of texts/],
  ['{"allow":[""]}', /allow is \[""\]/],
  ['{"types":[1]}', /types is \[1\]/],
] as const) {
  test(`the options ${json} are refused with the name, the value and what is allowed`, (t) => {
    t.throws(() => parseOptions(json), { message });
  });
}

test("what is given takes the place of its default, up to the limits of numbers", (t) => {
  t.deepEqual(parseOptions('{"to_ids":false,"allow":["a"],"proxy":"http://p"}'), {
    ...defaultOptions,
    to_ids: false,
    allow: ["a"],
    proxy: "http://p",
  });
  for (const [name, limits] of Object.entries(numberLimits)) {
    for (const value of limits) {
      t.like(parseOptions(JSON.stringify({ [name]: value })), { [name]: value });
    }
    t.throws(() => parseOptions(JSON.stringify({ [name]: limits[1] + 1 })), { message: new RegExp(name) });
  }
});

const documentation = readFileSync(new URL("docs/enrichment.md", project), "utf8");

test("the documentation has every option with its default and its limits", (t) => {
  for (const [name, fallback] of Object.entries(defaultOptions)) {
    t.true(documentation.includes(`| \`${name}\` | \`${JSON.stringify(fallback)}\` |`), name);
  }
  for (const [name, limits] of Object.entries(numberLimits)) {
    const line = documentation.split("\n").find((each) => each.startsWith(`| \`${name}\` |`))!;
    t.true(line.includes(`${limits[0]} to ${limits[1]}`), name);
  }
});

test("the documentation has every kind of error, every outcome and every phase", async (t) => {
  for (const [file, type] of [
    ["errors.ts", "TroubleKind"],
    ["trace.ts", "Outcome"],
    ["trace.ts", "Phase"],
  ] as const) {
    const source = await readFile(new URL(`integration-script/${file}`, project), "utf8");
    const union = new RegExp(`export type ${type} =([^;]*);`).exec(source)![1]!;
    const members = [...union.matchAll(/"([^"]+)"/g)].map(([, member]) => member!);
    t.true(members.length > 3);
    for (const member of members) {
      t.true(documentation.includes(`\`${member}\``), `${type} ${member}`);
    }
  }
});

test("the version is the package's", async (t) => {
  const manifest = JSON.parse(await readFile(new URL("package.json", project), "utf8")) as {
    version: string;
  };
  t.is(version, manifest.version);
});
