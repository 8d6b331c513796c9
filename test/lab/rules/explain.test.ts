import test from "ava";
import { explain } from "../../../analysis/explain/explain.ts";
import { readAskedEvent } from "../../../analysis/explain/read-event.ts";
import { LabError } from "../../../lab/lab-error.ts";
import { analysisOf, readEvents } from "../../../lab/rules/explain.ts";
import { explanationLines } from "../../../lab/rules/print-explanation.ts";
import { goodRules } from "../../analysis/check/content.ts";

const content = (rules: string) => ({
  rules: [{ name: "local_rules.xml", text: rules }],
  decoders: [],
  returned: [],
  consumers: [],
});
const match = '{"integration":"misp","misp":{"value":"iabg.de"}}';
const linesOf = (all: boolean): string[] =>
  explanationLines(explain(analysisOf(content(goodRules)), readAskedEvent(match, "misp")), { all });

test("an explanation is a tree: what took the event, why ours did not, and of Wazuh's own how many", (t) => {
  const lines = linesOf(false);
  const from = lines.indexOf("rules");
  t.deepEqual(lines.slice(0, from), [
    "a line of JSON, of agent 000 wazuh, read at misp",
    "decoder  json",
    "fields",
    "  integration  misp",
    "  misp.value   iabg.de",
  ]);
  const tree = lines.slice(from + 1).join("\n");
  t.regex(
    tree,
    /^ {2}✓ 1 \(level 0\): Generic template for all syslog rules\.\n {4}✗ \d+ of Wazuh's own, the first \d+: /,
  );
  t.regex(
    tree,
    /\n {4}✓ 100620 \(level 0\): An event of custom-misp\n {6}✓ 100622 \(level 12\): iabg\.de is known\n/,
  );
  t.regex(tree, /\n {6}· not tried, because rule 100622 took the event before: 100621\n/);
  t.regex(
    tree,
    /\nrule 100622, level 12: iabg\.de is known\ngroups {3}misp, misp_match\nan alert is written$/,
  );
});

test("with --all each of Wazuh's own rules that was tried has its line", (t) => {
  t.true(linesOf(true).length > linesOf(false).length + 20);
});

test("what a terminal would obey is not printed", (t) => {
  const hostile = JSON.stringify({ integration: "misp", misp: { value: "\u001b[2J" } });
  const lines = explanationLines(explain(analysisOf(content(goodRules)), readAskedEvent(hostile, "misp")), {
    all: false,
  });
  // eslint-disable-next-line no-control-regex
  t.notRegex(lines.join("\n"), /\u001b/);
});

test("content that Wazuh does not start with is an error that names the check", (t) => {
  t.throws(() => analysisOf(content('<group name="a,"></group>')), {
    instanceOf: LabError,
    message: /^Group 'group' without any rule\.\n`npm run lab -- rules check` tells where/,
  });
});

test("a file without events, and one that is not there, are errors", async (t) => {
  await t.throwsAsync(readEvents("/dev/null", "x"), { message: /^There is no event in \/dev\/null/ });
  await t.throwsAsync(readEvents("/no/such/file", "x"), {
    message: /^The file \/no\/such\/file cannot be read/,
  });
});
