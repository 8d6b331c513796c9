import test from "ava";
import { UnsupportedContent } from "../../analysis/problems.ts";
import { analysisOf, raised, send } from "./analyse.ts";

const text = 'evil.com:high\nplain.com:\n10.1.:lab\n45.155.205.233:\n"2a0e::1":six\n';

const asking = (attributes: string, list = "etc/lists/known") =>
  analysisOf(
    `<rule id="100700" level="5"><decoded_as>json</decoded_as><list ${attributes}>${list}</list><description>x</description></rule>`,
    { lists: [{ name: "etc/lists/known", text }] },
  );

/** Whether the rule takes an event with that value. */
const takes = (attributes: string, value: string | undefined, field = "a"): boolean =>
  raised(send(asking(attributes), `1:m:${JSON.stringify({ [field]: value, b: "x" })}`)) === 100700;

for (const [attributes, value, taken] of [
  ['field="a"', "evil.com", true],
  ['field="a" lookup="match_key"', "evil.com", true],
  ['field="a" lookup="match_key"', "plain.com", true],
  ['field="a" lookup="match_key"', "vil.com", false],
  ['field="a" lookup="match_key"', "EVIL.COM", false],
  ['field="a" lookup="match_key"', undefined, false],
  ['field="a" lookup="match_key"', "2a0e::1", true],
  ['field="a" lookup="not_match_key"', "evil.com", false],
  ['field="a" lookup="not_match_key"', "other.com", true],
  ['field="a" lookup="not_match_key"', undefined, false],
  ['field="a" lookup="match_key_value" check_value="high"', "evil.com", true],
  ['field="a" lookup="match_key_value" check_value="^low"', "evil.com", false],
  ['field="a" lookup="match_key_value" check_value="high"', "plain.com", false],
  ['field="a" lookup="match_key_value"', "evil.com", false],
  ['field="a" lookup="address_match_key"', "10.1.2.3", true],
  ['field="a" lookup="address_match_key"', "10.12.2.3", false],
  ['field="a" lookup="address_match_key"', "45.155.205.233", true],
  ['field="a" lookup="not_address_match_key"', "10.1.2.3", false],
  ['field="a" lookup="not_address_match_key"', "10.2.2.3", true],
] as const) {
  test(`a list asked by ${attributes} for ${value ?? "a field that is not there"} ${taken ? "takes it" : "does not take it"}`, (t) => {
    t.is(takes(attributes, value), taken);
  });
}

test("a field that Wazuh holds by name is looked for as well as one that a decoder made", (t) => {
  t.true(takes('field="srcip" lookup="address_match_key"', "10.1.2.3", "srcip"));
  t.true(takes('field="user"', "evil.com", "srcuser"));
  t.true(takes('field="a.b"', "evil.com", "a.b"));
});

test("a rule whose list is not loaded is left out, with Wazuh's warning, and the others stay", (t) => {
  const analysis = asking('field="a"', "etc/lists/other");
  t.deepEqual(
    analysis.problems.map(({ message }) => message),
    ["(7616): List 'etc/lists/other' could not be loaded. Rule '100700' will be ignored."],
  );
  t.is(raised(send(analysis, '1:m:{"a":"evil.com"}')), undefined);
});

test("a list without a field, or with a look-up that Wazuh does not know, is refused", (t) => {
  t.throws(() => asking(""), { message: /field/ });
  t.throws(() => asking('field="a" lookup="key"'), {
    message: /List match lookup="key" is not valid\.$/,
  });
});

test("a list with a line that has no colon is said not to be supported", (t) => {
  const error = t.throws(() => analysisOf("", { lists: [{ name: "etc/lists/known", text: "a:1\nb\n" }] }), {
    instanceOf: UnsupportedContent,
  });
  t.regex(error.message, /^Line 2 of etc\/lists\/known uses a key without a colon behind it/);
});
