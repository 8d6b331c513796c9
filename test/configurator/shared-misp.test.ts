import { readFile } from "node:fs/promises";
import { join } from "node:path";
import test from "ava";
import { misp } from "../../configurator/misp/misp.ts";
import { sharedMisp } from "../../configurator/misp/shared-misp.ts";
import { adminKey, misp as startMisp, type Misp } from "../rehearsal/misp/support.ts";
import { temporaryFolder } from "../rehearsal/support/folder.ts";

const prefix = "custom-misp of the lab ";
const url = (server: Misp): string => `http://127.0.0.1:${server.httpPort}`;

/** The lab that runs MISP, which shares it with these. */
const teacher = (server: Misp, folder: string, labs: readonly string[]) =>
  misp({
    url: url(server),
    key: adminKey,
    events: [],
    feeds: [],
    deadline: 1,
    lookupKey: { path: join(folder, "own/key"), comment: "custom-misp of the lab" },
    labKeys: {
      prefix,
      keys: labs.map((lab) => ({ path: join(folder, lab, "key"), comment: `${prefix}${lab}` })),
    },
  });

const student = (server: Misp, folder: string, lab: string) =>
  sharedMisp({ url: url(server), keyPath: join(folder, lab, "key"), deadline: 1 });

const keyOf = async (folder: string, lab: string) =>
  (await readFile(join(folder, lab, "key"), "utf8")).trim();

test("each lab is given a key of its own, with which it can read and nothing else", async (t) => {
  const [server, folder] = [await startMisp(t), temporaryFolder(t)];
  await teacher(server, folder, ["anna", "ben"]).converge();
  t.regex(await student(server, folder, "anna").converge(), /^version \S+ answers with this lab's key$/);
  const [anna, ben] = [await keyOf(folder, "anna"), await keyOf(folder, "ben")];
  t.is(new Set([anna, ben, adminKey, await keyOf(folder, "own")]).size, 4);
  for (const [method, path] of [
    ["POST", "/events/add"],
    ["POST", "/auth_keys/add/1"],
    ["GET", "/users/index"],
  ] as const) {
    t.is(
      (await server.ask(method, path, method === "POST" ? {} : undefined, { Authorization: anna })).status,
      403,
      path,
    );
  }
});

test("a lab that is not shared with any more has a key that opens nothing, and the others' stay", async (t) => {
  const [server, folder] = [await startMisp(t), temporaryFolder(t)];
  await teacher(server, folder, ["anna", "ben"]).converge();
  const [anna, ben] = [await keyOf(folder, "anna"), await keyOf(folder, "ben")];
  await teacher(server, folder, ["ben"]).converge();
  const version = async (Authorization: string) =>
    (await server.ask("GET", "/servers/getVersion", undefined, { Authorization })).status;
  t.is(await version(anna), 403);
  t.is(await version(ben), 200);
  t.is(await keyOf(folder, "ben"), ben);
  t.is(await version(await keyOf(folder, "own")), 200);
});

test("while its key is not made a lab waits, and says for whom", async (t) => {
  const [server, folder] = [await startMisp(t), temporaryFolder(t)];
  await t.throwsAsync(student(server, folder, "anna").converge(), {
    message: "the lab that runs MISP has not made this lab's key yet: bring that one up",
  });
});
