import test from "ava";
import { configurationOf } from "../../lab/lab-configuration.ts";
import { parseStackFile, readStackFile } from "../../lab/stack-file.ts";

const parse = (text: string) => parseStackFile("mine", "stacks/Pulumi.mine.yaml", text);

test("a stack's file gives its settings, and the line of each", (t) => {
  const file = parse(
    "# What it is.\nconfig:\n  lab:size: small\n  lab:agents:\n    - name: web-1\n      os: linux\n",
  );
  t.deepEqual(file.settings, { "lab:size": "small", "lab:agents": [{ name: "web-1", os: "linux" }] });
  t.is(file.lineOf(["lab:size"]), 3);
  t.is(file.lineOf(["lab:agents", 0, "os"]), 6);
  t.is(file.lineOf(["lab:profile"]), undefined);
  t.false(file.encrypted);
});

test("a file without settings is a lab with all defaults", async (t) => {
  t.is((await configurationOf(parse(""))).profile, "full");
  t.is((await configurationOf(parse("config:\n"))).portBase, 18_000);
});

test("encrypted values are seen wherever they are", (t) => {
  t.true(parse("config:\n  lab:secrets:\n    mispAdminKey:\n      secure: v1:abc\n").encrypted);
  t.true(
    parse("config:\n  lab:agents:\n    - connection:\n        password:\n          secure: v1:abc\n")
      .encrypted,
  );
});

test("a file that is not YAML is told with its line", (t) => {
  const { message } = t.throws(() => parse("config:\n  lab:profile: [a\n"));
  t.regex(message, /^stacks\/Pulumi\.mine\.yaml is not YAML: .*line 3/s);
});

test("a file whose settings are no settings is told with what they look like", (t) => {
  for (const text of ["config: rehearsal\n", "config:\n  - lab:profile\n", "- config\n"]) {
    t.regex(t.throws(() => parse(text)).message, /must be followed by indented lines/, text);
  }
});

test("a setting that is not allowed is told with the file", async (t) => {
  const { message } = await t.throwsAsync(configurationOf(parse("config:\n  lab:size: huge\n")));
  t.is(
    message,
    'stacks/Pulumi.mine.yaml cannot be used:\nlab:size: "huge" is not allowed; it must be "small" or "medium".',
  );
});

test("an unknown lab is told with those that there are, and a name that cannot be one is refused", async (t) => {
  t.regex(
    (await t.throwsAsync(readStackFile("nobody"))).message,
    /^There is no lab "nobody": .*full.*rehearsal/,
  );
  t.regex((await t.throwsAsync(readStackFile("../up"))).message, /cannot be a lab's name/);
});
