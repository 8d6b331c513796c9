import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import test from "ava";
import { ChecksumMismatch, findChecksum } from "../../../engine/download/checksums.ts";
import { Unavailable } from "../../../engine/download/fetch.ts";
import { downloadRelease } from "../../../engine/download/release.ts";
import { temporaryFolder } from "../support/machine.ts";
import { checksumLine, serveFiles } from "../support/releases.ts";

const release = { repository: "pulumi", version: "3.1.0", file: "pulumi.tar.gz", checksums: "checksums.txt" };
const folder = "/pulumi/releases/download/v3.1.0";

test("a file with the published checksum is kept", async (t) => {
  const target = join(await temporaryFolder(t), "file");
  const { address } = await serveFiles(t, {
    [`${folder}/checksums.txt`]: checksumLine("other.tar.gz", "x") + checksumLine("pulumi.tar.gz", "content"),
    [`${folder}/pulumi.tar.gz`]: "content",
  });
  await downloadRelease(release, target, { LAB_PULUMI_RELEASES: address });
  t.is(await readFile(target, "utf8"), "content");
});

test("a file with another checksum is thrown away, and nothing makes up for it", async (t) => {
  const target = join(await temporaryFolder(t), "file");
  const { address } = await serveFiles(t, {
    [`${folder}/checksums.txt`]: checksumLine("pulumi.tar.gz", "content"),
    [`${folder}/pulumi.tar.gz`]: "other content",
  });
  const error = await t.throwsAsync(downloadRelease(release, target, { LAB_PULUMI_RELEASES: address }), {
    instanceOf: ChecksumMismatch,
    message: /pulumi\.tar\.gz is not what was published: its sha256 is [0-9a-f]{64}, and checksums\.txt says/,
  });
  t.false(error instanceof Unavailable);
  t.false(existsSync(target));
});

test("a file without a published checksum is not downloaded", async (t) => {
  const target = join(await temporaryFolder(t), "file");
  const { address, asked } = await serveFiles(t, {
    [`${folder}/checksums.txt`]: checksumLine("other.tar.gz", "x"),
    [`${folder}/pulumi.tar.gz`]: "content",
  });
  await t.throwsAsync(downloadRelease(release, target, { LAB_PULUMI_RELEASES: address }), {
    instanceOf: Unavailable,
    message: /checksums\.txt has no checksum of pulumi\.tar\.gz/,
  });
  t.deepEqual(asked, [`${folder}/checksums.txt`]);
});

test("checksums are read in the ways that sha256sum, sha512sum and shasum write them", (t) => {
  for (const [algorithm, digits] of [
    ["sha1", 40],
    ["sha256", 64],
    ["sha512", 128],
  ] as const) {
    const digest = "aB".repeat(digits / 2);
    const found = { algorithm, digest: digest.toLowerCase() };
    t.deepEqual(findChecksum(`${digest}  pulumi.tar.gz\r\n`, "pulumi.tar.gz"), found);
    t.deepEqual(findChecksum(`${digest} *pulumi.tar.gz\n`, "pulumi.tar.gz"), found);
    t.deepEqual(findChecksum(`${digest}  ./pulumi.tar.gz`, "pulumi.tar.gz"), found);
  }
  t.is(findChecksum(`${"a".repeat(64)}  a-pulumi.tar.gz`, "pulumi.tar.gz"), undefined);
  t.is(findChecksum(`${"a".repeat(10)}  pulumi.tar.gz`, "pulumi.tar.gz"), undefined);
  t.is(findChecksum("", "pulumi.tar.gz"), undefined);
});
