import test from "ava";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { extract } from "tar-stream";
import { archiveUploads } from "../../../../../engine/plugins/docker/container/uploads.ts";

type Uploads = Parameters<typeof archiveUploads>[0];

async function entries(
  uploads: Uploads,
): Promise<Record<string, { mode: number; owner: string; content: string }>> {
  const archive = extract();
  archive.end(await archiveUploads(uploads));
  const found: Record<string, { mode: number; owner: string; content: string }> = {};
  for await (const entry of archive) {
    const { name, mode, uid, gid } = entry.header;
    found[name] = { mode: mode, owner: `${uid}:${gid}`, content: await text(entry) };
  }
  return found;
}

test("files keep their content, permissions and numeric owners", async (t) => {
  const found = await entries([
    { file: "/etc/a", content: "ä", permissions: "0640", executable: true, owner: "1000", group: "1001" },
    { file: "/etc/b", contentBase64: Buffer.from("b").toString("base64"), executable: true },
    { file: "c", content: "c", owner: "root" },
  ]);
  t.deepEqual(found, {
    "etc/a": { mode: 0o640, owner: "1000:1001", content: "ä" },
    "etc/b": { mode: 0o744, owner: "0:0", content: "b" },
    c: { mode: 0o644, owner: "0:0", content: "c" },
  });
});

test("a file may come from this machine", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "uploads-"));
  await writeFile(join(folder, "source"), "from here");
  const found = await entries([{ file: "/x", source: join(folder, "source") }]);
  t.is(found["x"]!.content, "from here");
  await rm(folder, { recursive: true });
});

test("content must come from one place, and be some", async (t) => {
  const one = /exactly one of 'content', 'contentBase64' or 'source' must be set, and not be empty, for \/x/;
  await t.throwsAsync(archiveUploads([{ file: "/x" }]), { message: one });
  await t.throwsAsync(archiveUploads([{ file: "/x", content: "" }]), { message: one });
  await t.throwsAsync(archiveUploads([{ file: "/x", content: "a", source: "b" }]), { message: one });
});

test("an owner that this machine does not know is refused", async (t) => {
  await t.throwsAsync(archiveUploads([{ file: "/x", content: "a", owner: "no-such-user" }]), {
    message: /'no-such-user' of an upload is not known on this machine .* Give its number in the container\./,
  });
});
