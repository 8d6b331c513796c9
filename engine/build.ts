import { createHash } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeFolder } from "./atomic.ts";
import type { Context } from "./context.ts";
import { EngineError } from "./engine-error.ts";
import { executableName } from "./executables.ts";
import { getGo } from "./go.ts";
import { run } from "./run.ts";
import { goVersion, pulumiVersion } from "./versions.ts";

/** A Go module of this project that names a program to build, with the checksums of all that it needs. */
interface GoProgram {
  readonly name: string;
  /** The module's folder below engine/go/. */
  readonly module: string;
  readonly package: string;
  readonly flags: readonly string[];
}

const programs: readonly GoProgram[] = [
  {
    name: "pulumi",
    module: "cli",
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    flags: ["-X", `github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${pulumiVersion}`],
  },
  {
    name: "pulumi-language-nodejs",
    module: "language-host",
    package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    flags: [],
  },
];

const modules = fileURLToPath(new URL("go/", import.meta.url));

/** Where an engine lies that was built here, with its language host beside it, as in an official release. */
export async function builtEngineFolder({ cache }: Context): Promise<string> {
  const hash = createHash("sha256");
  for (const { module } of programs) {
    hash.update(await readFile(join(modules, module, "go.sum")));
  }
  const key = hash.digest("hex").slice(0, 8);
  return join(cache, `pulumi-${pulumiVersion}-${process.platform}-${process.arch}-built-${key}`);
}

/**
 * Builds the Pulumi engine and its Node.js language host from Go modules, once.
 *
 * @param reason why they cannot be downloaded, for the error
 * @throws {EngineError} when there is no Go, or the build fails
 */
export async function buildEngine(context: Context, reason: string): Promise<void> {
  try {
    await makeFolder(await builtEngineFolder(context), async (folder) => {
      const workshop = join(folder, "workshop");
      const go = await getGo(context, workshop);
      for (const program of programs) {
        const target = join(folder, executableName(program.name));
        await build(program, go.path, target, { ...context.env, ...go.env });
      }
      await rm(workshop, { recursive: true, force: true });
    });
  } catch (error) {
    if (!(error instanceof EngineError)) {
      throw error;
    }
    throw new EngineError(
      `The Pulumi engine can neither be downloaded nor built here. Install Pulumi ` +
        `(https://www.pulumi.com/docs/install/) or Go ${goVersion} or newer (https://go.dev/dl/), and try again.\n` +
        `The download: ${reason}\nThe build: ${error.message}`,
      { cause: error },
    );
  }
}

async function build(program: GoProgram, go: string, target: string, env: NodeJS.ProcessEnv): Promise<void> {
  // Nobody debugs it: what a debugger would need is neither compiled, a tenth of the time, nor linked.
  const flags = [
    "-trimpath",
    "-gcflags=all=-dwarf=false",
    "-ldflags",
    ["-s", "-w", ...program.flags].join(" "),
  ];
  await run(go, ["build", ...flags, "-o", target, program.package], {
    cwd: join(modules, program.module),
    // Without cgo no C compiler is needed; a workspace or a toolchain of the user's has no say here.
    env: {
      ...env,
      CGO_ENABLED: "0",
      GOWORK: "off",
      GOTOOLCHAIN: "local",
      GOFLAGS: "-mod=readonly -modcacherw",
    },
  });
}
