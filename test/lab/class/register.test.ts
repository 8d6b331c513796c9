import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { parse } from "csv-parse/sync";
import { handoutFolder, handoutPage, writeHandout } from "../../../lab/class/handout.ts";
import { RegisterKeeper } from "../../../lab/class/keeper.ts";
import { lockClass } from "../../../lab/class/lock.ts";
import {
  classNames,
  enrol,
  expiryOf,
  readRegister,
  removeRegister,
  writeRegister,
} from "../../../lab/class/register.ts";
import { readRoster } from "../../../lab/class/roster/read.ts";
import { commonSettings, labSettings } from "../../../lab/class/settings.ts";
import { exportClass } from "../../../lab/commands/class/export.ts";

const home = mkdtempSync(join(tmpdir(), "register-"));
process.env["LAB_HOME"] = home;
test.after.always(() => rmSync(home, { recursive: true }));

/** A roster of YAML, read. */
function roster(text: string) {
  const file = join(home, "roster.yaml");
  writeFileSync(file, text);
  return readRoster(file);
}

const of = (className: string, students: string, more = "") =>
  roster(`class: ${className}\n${more}students: [${students}]\n`);

/** Ports and number of each lab. */
const places = ({ labs }: ReturnType<typeof enrol>["register"]) =>
  Object.fromEntries(labs.map(({ id, portBase, number }) => [id, [portBase, number]]));

test.serial(
  "each lab has a block of ports of its own, which stays whatever happens to the roster",
  async (t) => {
    const first = enrol(of("stay", "Anna, Ben, Cleo"));
    t.deepEqual(places(first.register), { anna: [20_020, 1], ben: [20_040, 2], cleo: [20_060, 3] });
    await writeRegister(first.register);
    const second = enrol(of("stay", "Dora, Cleo, Anna"));
    t.deepEqual(places(second.register), {
      dora: [20_080, 4],
      cleo: [20_060, 3],
      anna: [20_020, 1],
      ben: [20_040, 2],
    });
    t.deepEqual(
      second.left.map(({ id }) => id),
      ["ben"],
    );
    // Once Ben's lab is gone, its place is free.
    const keeper = new RegisterKeeper(second.register);
    await keeper.remove("ben");
    t.deepEqual(places(enrol(of("stay", "Anna, Cleo, Dora, Emil")).register)["emil"], [20_040, 2]);
    removeRegister("stay");
  },
);

test.serial("no lab has ports of another class's", async (t) => {
  await writeRegister(enrol(of("one", "Anna, Ben")).register);
  const { register } = enrol(of("two", "Anna", "firstPort: 20010\n"));
  t.deepEqual([register.common.portBase, register.labs[0]!.portBase], [20_070, 20_090]);
  t.deepEqual(classNames(), ["one"]);
  removeRegister("one");
});

test.serial("more labs than there are ports for are refused", (t) => {
  t.notThrows(() => enrol(of("many", "Anna, Ben", "firstPort: 65000\n")));
  const names = Array.from({ length: 40 }, (_, index) => `S${index}`).join(", ");
  t.throws(() => enrol(of("many", names, "firstPort: 65000\n")), { message: /no ports left/ });
});

test.serial(
  "the register can be read by its owner alone, and a class that is not there is told with those that are",
  async (t) => {
    await writeRegister(enrol(of("known", "Anna")).register);
    t.is(statSync(join(home, "classes/known.json")).mode & 0o777, 0o600);
    t.throws(() => readRegister("unknown"), { message: 'There is no class "unknown". There are: known.' });
    t.throws(() => readRegister("../known"), { message: /^There is no class/ });
    removeRegister("known");
    t.throws(() => readRegister("known"), { message: /class up <roster>/ });
  },
);

test.serial("changes that are made at once are all kept", async (t) => {
  const keeper = new RegisterKeeper(enrol(of("busy", "Anna, Ben, Cleo")).register);
  await Promise.all(
    ["anna", "ben", "cleo"].map((id) =>
      keeper.change(id, { created: "2026-11-24T08:00:00.000Z", failure: id }),
    ),
  );
  await keeper.forgetFailure("ben");
  t.deepEqual(
    readRegister("busy").labs.map(({ created, failure }) => [created, failure]),
    [
      ["2026-11-24T08:00:00.000Z", "anna"],
      ["2026-11-24T08:00:00.000Z", undefined],
      ["2026-11-24T08:00:00.000Z", "cleo"],
    ],
  );
  removeRegister("busy");
});

test.serial("what labs use cannot be taken from under them", async (t) => {
  await writeRegister(enrol(of("using", "Anna", "shared: [misp]\n")).register);
  t.throws(() => enrol(of("using", "Anna")), {
    message: /use its misp, which the roster does not share any more/,
  });
  t.notThrows(() => enrol(of("using", "Anna", "shared: [graylog, misp]\n")));
  removeRegister("using");
});

test("a lab's time runs from its first update on", (t) => {
  t.is(expiryOf({ created: "2026-11-24T08:00:00.000Z", ttl: "90m" }), "2026-11-24T09:30:00.000Z");
  t.is(expiryOf({ created: "2026-11-24T08:00:00.000Z", ttl: "2d" }), "2026-11-26T08:00:00.000Z");
  t.is(expiryOf({ created: "2026-11-24T08:00:00.000Z" }), undefined);
  t.is(expiryOf({ ttl: "8h" }), undefined);
});

test.serial(
  "the class's own stack shares with every lab of the class, and each lab says whose images it uses",
  (t) => {
    const { register } = enrol(
      of("sets", "Anna, { name: Ben, profile: full }", "shared: [misp]\ndefaults: { profile: rehearsal }\n"),
    );
    t.like(commonSettings(register), {
      "lab:profile": "rehearsal",
      "lab:share": ["misp"],
      "lab:shareWith": { "sets-anna": 1, "sets-ben": 2 },
      "lab:portBase": 20_000,
    });
    const [anna, ben] = register.labs.map((lab) => labSettings(register, lab));
    t.deepEqual(anna!["lab:shared"], {
      stack: "organization/wazuh-misp-lab/sets-shared",
      systems: ["misp"],
      images: true,
    });
    t.like(ben!["lab:shared"], { images: false });
    t.is(anna!["lab:portBase"], 20_020);
  },
);

test.serial("only one process changes a class at a time, and one that is gone does not count", (t) => {
  const release = lockClass("locked");
  t.throws(() => lockClass("locked"), { message: /^Process \d+ changes the class locked at this moment\./ });
  t.notThrows(() => lockClass("other")());
  release();
  writeFileSync(join(home, "classes/locked.lock"), "4194304");
  t.notThrows(() => lockClass("locked")());
  t.false(existsSync(join(home, "classes/locked.lock")));
});

test.serial("nothing in a name or a password gets out of its place on a student's page", async (t) => {
  const name = `<script>alert(1)</script> "Anna" & [x](y) \`z\``;
  const { register } = enrol(
    roster(
      JSON.stringify({
        class: "page",
        title: "A *course*",
        host: "lab.example.org",
        students: [{ name, id: "anna" }],
      }),
    ),
  );
  const signIns = [
    {
      system: "graylog",
      url: "http://localhost:20022",
      fields: { password: "<b>*p_w*</b>", username: "admin" },
    },
  ];
  const html = handoutPage(register, register.labs[0]!, signIns, "html");
  t.false(html.includes("<script>alert") || html.includes("<b>"));
  t.true(html.includes("http://lab.example.org:20022"));
  const markdown = handoutPage(register, register.labs[0]!, signIns, "md");
  t.true(markdown.includes(String.raw`\<script\>alert(1)\</script\>`));
  t.true(markdown.includes("- username: admin\n- password: \\<b\\>\\*p\\_w\\*\\</b\\>"));
  const written = await writeHandout(handoutFolder("page"), register.labs[0]!, html, "html");
  t.is(statSync(written).mode & 0o777, 0o600);
  t.is(statSync(handoutFolder("page")).mode & 0o777, 0o700);
  t.deepEqual(readdirSync(handoutFolder("page")), ["page-anna.html"]);
});

test.serial("a table does not take a student's name for a formula", async (t) => {
  await writeRegister(
    enrol(of("sheet", `{ name: "=1+1", id: a }, { name: 'B "C", D', email: b@example.org }`)).register,
  );
  const chunks: string[] = [];
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = (chunk) => {
    chunks.push(String(chunk));
    return true;
  };
  try {
    exportClass("sheet");
  } finally {
    process.stdout.write = write;
  }
  const rows = parse(chunks.join(""), { columns: true }) as unknown as Record<string, string>[];
  t.deepEqual(
    rows.map(({ id, name, email, state }) => [id, name, email, state]),
    [
      ["a", "'=1+1", "", "not up"],
      ["b-c-d", 'B "C", D', "b@example.org", "not up"],
    ],
  );
  removeRegister("sheet");
});
