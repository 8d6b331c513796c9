import test from "ava";
import { readConfiguration } from "../../components/configuration.ts";
import { secretTable, type SecretKind, type SecretName } from "../../components/configuration/secrets.ts";
import { mockEngine, settled, valueOf } from "../helpers/pulumi-mocks.ts";

const resources = await mockEngine();
const pulumi = await import("@pulumi/pulumi");
const { resourceName, Secrets } = await import("../../components/secrets.ts");

const names = Object.keys(secretTable) as SecretName[];
const made = new Secrets({});
const values = Object.fromEntries(
  await Promise.all(names.map(async (name) => [name, await valueOf(made.of(name, {}))] as const)),
);
await settled();

test("each secret that is made keeps the rule for one that is given", (t) => {
  for (const name of names) {
    const { allowed, must }: SecretKind = secretTable[name];
    t.regex(values[name]!, allowed, `${name} must be ${must}`);
  }
  t.is(new Set(Object.values(values)).size, names.length);
});

test("what is made is encrypted in the state and never made again", (t) => {
  for (const name of names) {
    const stash = resources.find((resource) => resource.name === resourceName(name))!;
    t.is(stash.type, "pulumi:index:Stash");
    t.deepEqual(stash.secrets, ["input"]);
    t.deepEqual(stash.options.ignoreChanges, ["input"]);
  }
});

test("what is given is taken as it is, as a secret, and nothing is made for it", async (t) => {
  const before = resources.length;
  const password = `correct horse "battery" 'staple' <&> {{x}} $(y) ünï`;
  const { secrets } = readConfiguration({
    "lab:secrets": JSON.stringify({ graylogAdminPassword: password }),
  });
  const output = new Secrets(secrets).of("graylogAdminPassword", {});
  t.true(await pulumi.isSecret(output));
  t.is(await valueOf(output), password);
  t.is(resources.length, before);
});

for (const [name, hostile] of [
  ["mispDatabasePassword", "twelve/chars&|more"],
  ["wazuhIndexerAdminPassword", "twelve chars'more"],
  ["wazuhIndexerDashboardPassword", "*twelve-chars*"],
  ["wazuhApiPassword", "nocapital-and-no-digit"],
  ["wazuhApiPassword", 'Twelve1"chars.'],
  ["mispCachePassword", "-starts-like-an-option"],
  ["mispAdminPassword", "line\nbreak in it"],
  ["mispAdminKey", "a".repeat(39)],
] as const) {
  test(`${JSON.stringify(hostile)} is refused as ${name}, by name and without showing it`, (t) => {
    const error = t.throws(() => readConfiguration({ "lab:secrets": JSON.stringify({ [name]: hostile }) }));
    t.true(error.message.startsWith(`lab:secrets.${name}: what it holds is not allowed; it must be `));
    t.false(error.message.includes(hostile));
  });
}
