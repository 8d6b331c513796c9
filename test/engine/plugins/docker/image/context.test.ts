import test from "ava";
import { chmod, mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { extract } from "tar-stream";
import type { Header } from "tar-stream";
import { readContext } from "../../../../../engine/plugins/docker/image/build-context.ts";
import { archiveContext } from "../../../../../engine/plugins/docker/image/context-archive.ts";
import { digestContext } from "../../../../../engine/plugins/docker/image/context-digest.ts";

const files = {
  Dockerfile: "FROM scratch\n",
  f: "hi\n",
  skip: "no\n",
  "sub/s.sh": "s\n",
  "sub/logs/a.log": "a\n",
  "sub/logs/kept.log": "b\n",
};

async function makeContext(t: { teardown(act: () => unknown): void }, ignore?: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "context-"));
  t.teardown(() => rm(folder, { recursive: true }));
  await chmod(folder, 0o755);
  await mkdir(join(folder, "sub", "logs"), { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    await writeFile(join(folder, path), content);
    await chmod(join(folder, path), 0o644);
  }
  await chmod(join(folder, "sub", "s.sh"), 0o750);
  await symlink("../f", join(folder, "sub", "link"));
  if (ignore !== undefined) {
    await writeFile(join(folder, ".dockerignore"), ignore);
    await chmod(join(folder, ".dockerignore"), 0o644);
  }
  return folder;
}

const paths = async (folder: string, dockerfile = join(folder, "Dockerfile")): Promise<string[]> =>
  (await readContext(folder, dockerfile)).entries.map(({ path }) => path);

test("a context has everything in the order of names", async (t) => {
  t.deepEqual(await paths(await makeContext(t)), [
    "Dockerfile",
    "f",
    "skip",
    "sub",
    "sub/link",
    "sub/logs",
    "sub/logs/a.log",
    "sub/logs/kept.log",
    "sub/s.sh",
  ]);
});

test("the ignore file takes away, and its exceptions bring back", async (t) => {
  const folder = await makeContext(t, "# a comment\nskip\nsub/logs\n!sub/logs/kept.log\n.dockerignore\n");
  t.deepEqual(await paths(folder), ["Dockerfile", "f", "sub", "sub/link", "sub/logs/kept.log", "sub/s.sh"]);
});

test("an ignore file of the Dockerfile's own has precedence", async (t) => {
  const folder = await makeContext(t, "f\n");
  await writeFile(join(folder, "Dockerfile.dockerignore"), "sub\nDockerfile*\n.dockerignore\n");
  t.deepEqual(await paths(folder), ["f", "skip"]);
});

test("the archive belongs to root, keeps modes and links, and has the Dockerfile even if it is ignored", async (t) => {
  const folder = await makeContext(t, "Dockerfile\nskip\n.dockerignore\nsub/logs\n");
  const { archive, dockerfile } = await archiveContext(await readContext(folder, join(folder, "Dockerfile")));
  t.is(dockerfile, "Dockerfile");
  const headers: Header[] = [];
  for await (const entry of archive.pipe(extract()) as AsyncIterable<{ header: Header; resume(): void }>) {
    headers.push(entry.header);
    entry.resume();
  }
  t.deepEqual(
    headers.map(({ name, type, uid, gid, linkname }) => [name, type, uid, gid, linkname]),
    [
      ["f", "file", 0, 0, null],
      ["sub/", "directory", 0, 0, null],
      ["sub/link", "symlink", 0, 0, "../f"],
      ["sub/s.sh", "file", 0, 0, null],
      ["Dockerfile", "file", 0, 0, null],
    ],
  );
  t.is(headers.find(({ name }) => name === "sub/s.sh")!.mode, 0o750);
});

test("a Dockerfile outside of its context is packed under a name of its own", async (t) => {
  const [folder, other] = [await makeContext(t), await makeContext(t)];
  const { archive, dockerfile } = await archiveContext(await readContext(folder, join(other, "Dockerfile")));
  t.true((await buffer(archive)).includes(dockerfile));
  t.is(dockerfile, ".dockerfile.from-outside");
});

async function digest(folder: string): Promise<string> {
  return await digestContext(folder, await readContext(folder, join(folder, "Dockerfile")));
}

test("the digest of a context is the one that the official plugin computes", async (t) => {
  const folder = await makeContext(t);
  await rm(join(folder, "sub", "link"));
  t.is(await digest(folder), "42e655f0dcd9926cca169c53cbc3dbe7b5cfe681db2303bb5c0e9bf993219e3c");
  const ignoring = await makeContext(t, "# a comment\nskip\nsub/logs\n!sub/logs/kept.log\n");
  await rm(join(ignoring, "sub", "link"));
  t.is(await digest(ignoring), "26dc9d4e6d5d6fcd1211c8864777343a46b645067a50b625ab0dfb2d49b8a170");
});

test("content, name, mode and link target each change the digest; what is ignored does not", async (t) => {
  const folder = await makeContext(t, "skip\n");
  const seen = new Set([await digest(folder)]);
  const changes = [
    () => writeFile(join(folder, "f"), "ho\n"),
    () => rename(join(folder, "sub", "s.sh"), join(folder, "sub", "t.sh")),
    () => chmod(join(folder, "f"), 0o600),
    () => rm(join(folder, "sub", "link")).then(() => symlink("../Dockerfile", join(folder, "sub", "link"))),
  ];
  for (const change of changes) {
    await change();
    seen.add(await digest(folder));
  }
  t.is(seen.size, changes.length + 1);
  await writeFile(join(folder, "skip"), "yes\n");
  t.true(seen.has(await digest(folder)));
});
