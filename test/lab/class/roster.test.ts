import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import fc from "fast-check";
import { idOf, idPattern, longestId } from "../../../lab/class/roster/names.ts";
import { readRoster } from "../../../lab/class/roster/read.ts";

const folder = mkdtempSync(join(tmpdir(), "roster-"));
test.after.always(() => rmSync(folder, { recursive: true }));

/** Writes files and reads the first as a roster. */
function read(files: Readonly<Record<string, string>>) {
  const own = mkdtempSync(join(folder, "one-"));
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(own, name), text);
  }
  return readRoster(join(own, Object.keys(files)[0]!));
}

const yaml = (text: string) => read({ "roster.yaml": text });
const csv = (text: string) => read({ "soc1.csv": text });

test("a student has a stack of the class's name and the student's, and what holds for everyone", (t) => {
  const roster = yaml(`
class: soc1
defaults: { profile: rehearsal, size: small, ttl: 8h, scenarios: [dns], settings: { wazuh: {} } }
students:
  - Anna Example
  - { name: Ben, id: b, ttl: 2d, size: medium, settings: { agents: [] } }
`);
  t.deepEqual(
    roster.labs.map(({ stack, ttl, settings }) => ({ stack, ttl, settings })),
    [
      { stack: "soc1-anna-example", ttl: "8h", settings: { profile: "rehearsal", size: "small", wazuh: {} } },
      {
        stack: "soc1-b",
        ttl: "2d",
        settings: { profile: "rehearsal", size: "medium", wazuh: {}, agents: [] },
      },
    ],
  );
  t.deepEqual(roster.labs[0]!.scenarios, ["dns"]);
});

test("a CSV is a class of its file's name, whatever wrote it", (t) => {
  const roster = csv(
    '\uFEFFName,Email,scenarios,ttl\r\n"Example, Anna",anna@example.org,dns; dns,8h\r\n\r\nBen,,,\r\n',
  );
  t.is(roster.class, "soc1");
  t.like(roster.labs[0], { stack: "soc1-example-anna", email: "anna@example.org", ttl: "8h" });
  t.deepEqual(roster.labs[0]!.scenarios, ["dns", "dns"]);
  t.like(roster.labs[1], { stack: "soc1-ben", email: undefined, ttl: undefined });
});

test("a YAML can leave its students to a CSV beside it", (t) => {
  const roster = read({
    "roster.yaml": "class: soc1\ndefaults: { ttl: 4h }\nstudents: list.csv\n",
    "list.csv": "name\nAnna\n",
  });
  t.like(roster.labs[0], { stack: "soc1-anna", ttl: "4h" });
});

const mistakes: readonly [string, string, string][] = [
  [
    "a wrong value",
    "class: soc1\nstudents:\n  - Anna\n  - name: Ben\n    size: huge\n",
    'roster.yaml, line 5: students[1].size: "huge" is not allowed; it must be "small" or "medium".',
  ],
  [
    "a wrong key",
    "class: soc1\nstudents:\n  - { name: Anna, ports: 1 }\n",
    "roster.yaml, line 3: students[0].ports is not a key of a roster. There are: name, id, email, profile, size, scenarios, ttl, settings.",
  ],
  [
    "a scenario that is not there",
    "class: soc1\nstudents: [{ name: Anna, scenarios: [nope] }]\n",
    'roster.yaml, line 2: students[0].scenarios[0]: "nope" is not allowed; it must be a scenario: ',
  ],
  [
    "a time that is none",
    "class: soc1\ndefaults: { ttl: soon }\nstudents: [Anna]\n",
    'roster.yaml, line 2: defaults.ttl: "soon" is not allowed; it must be a time such as 90m, 8h, 5d or 2w.',
  ],
  [
    "a class that could not be part of a name",
    "class: ../soc\nstudents: [Anna]\n",
    'roster.yaml, line 1: class: "../soc" is not allowed; it must be 1 to 16 small letters and digits, a letter first.',
  ],
  [
    "an id that could not be part of a name",
    "class: soc1\nstudents: [{ name: Anna, id: 'a;b' }]\n",
    'roster.yaml, line 2: students[0].id: "a;b" is not allowed; it must be small letters, digits and hyphens, with no hyphen first or last.',
  ],
  [
    "the id of the class's own stack",
    "class: soc1\nstudents: [{ name: Anna, id: shared }]\n",
    'roster.yaml, line 2: students[0].id: "shared" is not allowed; it must be another one: shared is the class\'s own stack.',
  ],
  [
    "a name without a letter that an id can have",
    "class: soc1\nstudents:\n  - 李雷\n",
    'roster.yaml, line 3: students[0].name: no id can be made of "李雷"; give this student an id of small letters, digits and hyphens.',
  ],
  [
    "two students of one name",
    "class: soc1\nstudents:\n  - Anna B\n  - anna b\n",
    'roster.yaml, line 4: students[1]: the id anna-b is that of "Anna B" (roster.yaml, line 3) too; give one of them another id.',
  ],
  [
    "a setting that the class decides",
    "class: soc1\nstudents: [{ name: Anna, settings: { portBase: 1 } }]\n",
    "roster.yaml, line 2: Anna: settings.portBase is decided by the class, and cannot be set for a lab.",
  ],
  [
    "a setting that no lab has",
    "class: soc1\ndefaults: { settings: { sise: 1 } }\nstudents: [Anna]\n",
    "roster.yaml, line 3: Anna: settings: lab:sise is not a setting of the lab. There are: ",
  ],
  [
    "no students",
    "class: soc1\nstudents: []\n",
    "roster.yaml, line 2: students: [] is not allowed; it must be at least 1 item.",
  ],
  [
    "a CSV elsewhere",
    "class: soc1\nstudents: ../list.csv\n",
    'roster.yaml, line 2: students: "../list.csv" is not allowed; it must be a list of students, or the name of a CSV file beside the roster.',
  ],
  [
    "a name with a line break",
    'class: soc1\nstudents: ["a\\nb"]\n',
    'roster.yaml, line 2: students[0].name: "a\\nb" is not allowed; it must be one line of text without control characters.',
  ],
];
for (const [what, text, message] of mistakes) {
  test(`${what} is told by its line, its key, its value and what is allowed`, (t) => {
    const { message: said } = t.throws(() => yaml(text));
    t.true(said.startsWith(message), said);
  });
}

test("a mistake in a CSV is told by its line and column", (t) => {
  t.throws(() => csv("name,email\nAnna,\n\nBen,nowhere\n"), {
    message: 'soc1.csv, line 4: students[1].email: "nowhere" is not allowed; it must be an e-mail address.',
  });
  t.throws(() => csv("name,phone\nAnna,1\n"), {
    message: /^soc1\.csv, line 1: there is no column "phone"\. The columns are: name, /,
  });
  t.throws(() => csv("name,id,id\nAnna,a,b\n"), {
    message: /^soc1\.csv, line 1: the column id is there twice\./,
  });
  t.throws(() => csv("id\na\n"), { message: /^soc1\.csv, line 1: the column name is missing\./ });
});

test("a file that is no roster is told", (t) => {
  t.throws(() => readRoster(join(folder, "roster.txt")), {
    message: /^A roster is a file \.yaml, \.yml or \.csv/,
  });
  t.throws(() => readRoster(join(folder, "none.yaml")), { message: /cannot be read/ });
  t.throws(() => yaml("class: [\n"), { message: /^roster\.yaml is not YAML: / });
  t.throws(() => yaml("- Anna\n"), { message: /must have a class and its students/ });
});

test("names of people become ids that anything can be called by", (t) => {
  t.is(idOf("Zoë O'Brien"), "zoe-obrien");
  t.is(idOf("Łukasz Strauß"), "lukasz-strauss");
  t.is(idOf("../../etc/passwd"), "etc-passwd");
  t.is(idOf("$(reboot)"), "reboot");
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (name) => {
      const id = idOf(name);
      return id === undefined || (idPattern.test(id) && id.length <= longestId);
    }),
  );
});
