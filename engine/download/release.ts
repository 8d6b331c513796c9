import { rm } from "node:fs/promises";
import { ChecksumMismatch, findChecksum } from "./checksums.ts";
import { fetchFile, fetchText, Unavailable } from "./fetch.ts";

/** One file of an official release of Pulumi's, and the list of checksums that was published with it. */
export interface ReleaseFile {
  /** Of the organisation `pulumi`, such as `pulumi-docker`. */
  readonly repository: string;
  readonly version: string;
  readonly file: string;
  readonly checksums: string;
}

/** Where Pulumi's releases are. `LAB_PULUMI_RELEASES` names another place of the same layout, such as a mirror. */
const releases = "https://github.com/pulumi";

/**
 * Downloads a file of a release and compares it with its published checksum.
 *
 * @param target the file to write
 * @throws {Unavailable} when it cannot be had from here
 * @throws {ChecksumMismatch} when something else came than was published; the file is removed
 */
export async function downloadRelease(
  { repository, version, file, checksums }: ReleaseFile,
  target: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const folder = `${env["LAB_PULUMI_RELEASES"] || releases}/${repository}/releases/download/v${version}`;
  const checksum = findChecksum(await fetchText(`${folder}/${checksums}`, env), file);
  if (!checksum) {
    throw new Unavailable(`${folder}/${checksums} has no checksum of ${file}.`);
  }
  const digest = await fetchFile(`${folder}/${file}`, target, checksum.algorithm, env);
  if (digest !== checksum.digest) {
    await rm(target);
    throw new ChecksumMismatch(
      `${folder}/${file} is not what was published: its ${checksum.algorithm} is ${digest}, ` +
        `and ${checksums} says ${checksum.digest}. It was thrown away; find out what changed it, such as a proxy.`,
    );
  }
}
