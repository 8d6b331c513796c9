import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import test from "ava";
import { backendVariables } from "../../engine/backend.ts";
import { makeMachine } from "./support/machine.ts";

test("state lies in the user's data folder, encrypted with a passphrase that only the user can read", async (t) => {
  const machine = await makeMachine(t);
  const data = join(machine.folder, "data");
  const variables = await backendVariables(await machine.context());
  t.deepEqual(variables, {
    PULUMI_BACKEND_URL: pathToFileURL(join(data, "state")).href,
    PULUMI_CONFIG_PASSPHRASE_FILE: join(data, "passphrase"),
  });
  const mode = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;
  t.deepEqual(
    await Promise.all([data, join(data, "state"), join(data, "passphrase")].map(mode)),
    [0o700, 0o700, 0o600],
  );
  t.regex(await readFile(join(data, "passphrase"), "utf8"), /^[\w-]{43}$/);
});

test("the passphrase is made once, also by two at the same time", async (t) => {
  const machine = await makeMachine(t);
  const context = await machine.context();
  await Promise.all([backendVariables(context), backendVariables(context)]);
  const first = await readFile(join(machine.folder, "data/passphrase"), "utf8");
  await backendVariables(context);
  t.is(await readFile(join(machine.folder, "data/passphrase"), "utf8"), first);
});

test("a user who says where state is kept keeps that", async (t) => {
  for (const variables of [{ PULUMI_BACKEND_URL: "s3://bucket" }, { PULUMI_ACCESS_TOKEN: "pul-1" }]) {
    const machine = await makeMachine(t, variables);
    t.deepEqual(await backendVariables(await machine.context()), {});
  }
});

test("a user who is logged in keeps that backend, until the logout", async (t) => {
  const machine = await makeMachine(t);
  const credentials = join(machine.folder, "home/.pulumi/credentials.json");
  await mkdir(join(credentials, ".."), { recursive: true });
  await writeFile(credentials, JSON.stringify({ current: "https://api.pulumi.com" }));
  t.deepEqual(await backendVariables(await machine.context()), {});
  await writeFile(credentials, JSON.stringify({ current: "" }));
  t.truthy((await backendVariables(await machine.context()))["PULUMI_BACKEND_URL"]);
});

test("a passphrase of the user's, an empty one too, is kept", async (t) => {
  for (const variables of [{ PULUMI_CONFIG_PASSPHRASE: "" }, { PULUMI_CONFIG_PASSPHRASE_FILE: "/a/file" }]) {
    const machine = await makeMachine(t, variables);
    t.deepEqual(Object.keys(await backendVariables(await machine.context())), ["PULUMI_BACKEND_URL"]);
  }
});
