import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { forgetEarlierStates, lockFolder, mendState } from "../../lab/state-file.ts";

async function backendWith(t: ExecutionContext, files: Record<string, string>) {
  const backend = await mkdtemp(join(tmpdir(), "backend-"));
  t.teardown(() => rm(backend, { recursive: true }));
  const folder = join(backend, "stacks/wazuh-misp-lab");
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(folder, name), content);
  }
  return { backend, read: (name: string) => readFile(join(folder, name), "utf8") };
}

const whole = '{"version":3,"checkpoint":{"latest":{}}}';
const before = '{"version":3,"checkpoint":{}}';

test("a state that is whole is left alone, and so is a stack that has none", async (t) => {
  const { backend, read } = await backendWith(t, { "a.json": whole, "a.json.bak": before });
  t.is(await mendState(backend, "a"), undefined);
  t.is(await mendState(backend, "b"), undefined);
  t.is(await read("a.json"), whole);
});

for (const [what, content] of [
  ["an empty state", ""],
  ["a state that breaks off", whole.slice(0, 20)],
] as const) {
  test(`${what} gives way to the one before the last change, and the user is told`, async (t) => {
    const { backend, read } = await backendWith(t, { "a.json": content, "a.json.bak": before });
    t.regex((await mendState(backend, "a"))!, /one before the last change is used/);
    t.is(await read("a.json"), before);
  });
}

test("where the one before is torn, too, the stack begins anew", async (t) => {
  const { backend, read } = await backendWith(t, { "a.json": "", "a.json.bak": "{" });
  t.regex((await mendState(backend, "a"))!, /begins anew/);
  await t.throwsAsync(read("a.json"), { code: "ENOENT" });
});

test("what stands beside a state for its kind of content goes when it was cut off, and stays when it is whole", async (t) => {
  const attributes = '{"user.content_type":"application/json"}';
  const { backend, read } = await backendWith(t, {
    "a.json": whole,
    "a.json.attrs": "",
    "a.json.bak": before,
    "a.json.bak.attrs": attributes,
  });
  const locks = lockFolder(backend, "a");
  await mkdir(locks, { recursive: true });
  await writeFile(join(locks, "1.json"), "{}");
  await writeFile(join(locks, "1.json.attrs"), attributes.slice(0, 9));
  t.is(await mendState(backend, "a"), undefined);
  await t.throwsAsync(read("a.json.attrs"), { code: "ENOENT" });
  t.is(await read("a.json.bak.attrs"), attributes);
  t.deepEqual(await readdir(locks), ["1.json"]);
});

test("of a stack that is gone nothing stays, and everything of one whose name begins alike", async (t) => {
  const names = (stack: string) =>
    ["json.bak", "json.bak.attrs", "json.18ec2f54.tmp"].map((end) => `${stack}.${end}`);
  const files = [...names("a"), ...names("ab"), "a-b.json"];
  const { backend } = await backendWith(t, Object.fromEntries(files.map((name) => [name, whole])));
  await forgetEarlierStates(backend, "a");
  t.deepEqual(
    (await readdir(join(backend, "stacks/wazuh-misp-lab"))).sort(),
    [...names("ab"), "a-b.json"].sort(),
  );
});
