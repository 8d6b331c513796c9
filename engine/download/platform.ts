import type { ReleaseFile } from "./release.ts";
import { pulumiVersion } from "../versions.ts";

const systems: Partial<Record<NodeJS.Platform, string>> = {
  linux: "linux",
  darwin: "darwin",
  win32: "windows",
};

/** The official release of the Pulumi engine for this platform; it has the language hosts beside it. */
export function engineRelease(): ReleaseFile {
  const system = systems[process.platform] ?? process.platform;
  const kind = system === "windows" ? "zip" : "tar.gz";
  return {
    repository: "pulumi",
    version: pulumiVersion,
    file: `pulumi-v${pulumiVersion}-${system}-${process.arch}.${kind}`,
    checksums: `pulumi-${pulumiVersion}-checksums.txt`,
  };
}

/** The official release of one of Pulumi's own plugins for this platform. */
export function pluginRelease(name: string, version: string): ReleaseFile {
  const system = systems[process.platform] ?? process.platform;
  const architecture = process.arch === "x64" ? "amd64" : process.arch;
  return {
    repository: `pulumi-${name}`,
    version,
    file: `pulumi-resource-${name}-v${version}-${system}-${architecture}.tar.gz`,
    checksums: `pulumi-${name}_${version}_checksums.txt`,
  };
}
