import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { digestOf, projectFolder } from "./context.ts";

/** Machines that a manager runs on. */
export type CustomMispTarget = "linux-x64" | "linux-arm64";

export interface CustomMispOptions {
  /** @default Linux on a processor like this machine's */
  readonly target?: CustomMispTarget;
}

/** The executable and the digest of what it was made from. */
export interface CustomMisp {
  readonly path: string;
  readonly digest: string;
}

const sources = fileURLToPath(new URL("integration-script", projectFolder));
const require = createRequire(import.meta.url);

/**
 * Measured on one alert, against the start of an empty executable (4.1 ms): bytecode and splitting keep what a call does
 * not need out of its way; without the two `autoload` searches it starts 0.2 ms sooner and reads no file of the folder
 * that it happens to be called in; and compiling functions to machine code later than usual saves a tenth of the
 * time, because a call is over before that pays.
 */
export const compileFlags = [
  "--compile",
  "--minify",
  "--bytecode",
  "--format=esm",
  "--splitting",
  "--no-compile-autoload-dotenv",
  "--no-compile-autoload-bunfig",
  "--compile-jit-policy=30",
];

/** @param architecture as a kernel, Docker or Node calls it */
export const targetFor = (architecture: string): CustomMispTarget =>
  architecture === "arm64" || architecture === "aarch64" ? "linux-arm64" : "linux-x64";

const hostTarget = targetFor(process.arch);

/** Bun from the project's dependencies, and its version. */
export const bunProgram = async (): Promise<{ path: string; version: string }> => {
  const manifest = require.resolve("bun/package.json");
  const { version } = JSON.parse(await readFile(manifest, "utf8")) as { version: string };
  return { path: join(dirname(manifest), "bin", "bun.exe"), version };
};

/** The sources, and the package's manifest, which says of what versions the packages are that go in with them. */
const sourceFiles = async (): Promise<Record<string, Buffer>> => {
  const names = (await readdir(sources, { recursive: true })).filter((name) => name.endsWith(".ts"));
  const files = names.map(async (name) => [name, await readFile(join(sources, name))] as const);
  const manifest = readFile(new URL("package.json", projectFolder));
  return { ...Object.fromEntries(await Promise.all(files)), "package.json": await manifest };
};

const sourcesDigest = async (target: CustomMispTarget, version: string): Promise<string> =>
  digestOf({
    ...(await sourceFiles()),
    "bun version": version,
    "bun flags": [target, ...compileFlags].join(" "),
  });

/**
 * Compiles custom-misp to `integration-script/dist/custom-misp`, one executable that needs only libc; for another
 * processor than this machine's to a folder of its own below `dist`. Does nothing where its sources have not changed.
 *
 * @throws where the sources do not compile, or Bun for the other processor cannot be had from the package registry
 */
export async function buildCustomMisp(options: CustomMispOptions = {}): Promise<CustomMisp> {
  const target = options.target ?? hostTarget;
  const folder = join(sources, "dist", target === hostTarget ? "" : target);
  const path = join(folder, "custom-misp");
  const { path: program, version } = await bunProgram();
  const digest = await sourcesDigest(target, version);
  const built = await readFile(`${path}.digest`, "utf8").catch(() => "");
  if (built.trim() === digest && existsSync(path)) {
    return { path, digest };
  }
  await mkdir(folder, { recursive: true });
  const made = join(folder, `.custom-misp.${process.pid}`);
  try {
    // For an own machine's processor Bun puts a copy of itself into the executable; for another it gets that one.
    const machine = process.platform === "linux" && target === hostTarget ? [] : [`--target=bun-${target}`];
    const entry = join(sources, "main.ts");
    await execa(program, ["build", ...compileFlags, ...machine, entry, "--outfile", made], { cwd: folder });
    await rm(`${path}.digest`, { force: true });
    await rename(made, path);
    await writeFile(`${path}.digest`, `${digest}\n`);
  } finally {
    await rm(made, { force: true });
  }
  return { path, digest };
}
