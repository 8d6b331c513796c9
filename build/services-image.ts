import { copyFile, cp, link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import type { Base } from "../engine/base-rootfs.ts";
import { builtDigest, digestOf, distFolder, filesBelow, projectFolder, replaceFolder } from "./context.ts";

/** The lab's own programs; each is bundled into one file of its name. */
const programs = ["configurator", "door", "evidence", "rehearsal", "ticket-desk"];

/** A native add-on cannot be bundled; it is installed beside the programs. */
const addon = "node-unix-socket";

/**
 * Makes the context of the lab's own image in `dist/services`: the bundled programs, and where no image can be pulled also
 * Node and the root file system. What has not changed is not made again.
 */
export async function buildServicesContext(base: Base): Promise<void> {
  const place = fileURLToPath(new URL("services", distFolder));
  const made = `${place}.${process.pid}`;
  await rm(made, { recursive: true, force: true });
  await mkdir(join(made, "programs"), { recursive: true });
  try {
    await bundle(join(made, "programs"));
    await writeFile(join(made, "programs/package.json"), JSON.stringify(await programsPackage()));
    const dockerfile = base.kind === "pull" ? "Dockerfile" : "Dockerfile.rootfs";
    await copyFile(new URL(`templates/services/${dockerfile}`, projectFolder), join(made, "Dockerfile"));
    const digest = digestOf({
      ...(await filesBelow(made)),
      base: base.kind === "pull" ? "" : base.key,
      node: process.versions.node,
    });
    if (digest === (await builtDigest(place))) {
      return;
    }
    if (base.kind === "tar") {
      await addRootfs(made, base.path);
    }
    await replaceFolder(made, place, digest);
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

async function bundle(folder: string): Promise<void> {
  const entries = programs.map((program) => fileURLToPath(new URL(`${program}/main.ts`, projectFolder)));
  await execa(fileURLToPath(new URL("node_modules/.bin/bun", projectFolder)), [
    "build",
    ...entries,
    "--target=node",
    "--format=esm",
    `--external=${addon}`,
    `--outdir=${folder}`,
    "--entry-naming=[dir].js",
    `--root=${fileURLToPath(projectFolder)}`,
  ]);
}

async function programsPackage(): Promise<object> {
  const { dependencies } = JSON.parse(await readFile(new URL("package.json", projectFolder), "utf8")) as {
    dependencies: Record<string, string>;
  };
  return { private: true, type: "module", dependencies: { [addon]: dependencies[addon] } };
}

/** Node, the add-on and the root file system, for a Docker host that can pull nothing. */
async function addRootfs(folder: string, rootfs: string): Promise<void> {
  await copyFile(process.execPath, join(folder, "node"));
  for (const name of [addon, `${addon}-linux-${process.arch}-gnu`]) {
    const target = join(folder, "programs/node_modules", name);
    await cp(new URL(`node_modules/${name}`, projectFolder), target, { recursive: true });
  }
  const target = join(folder, "rootfs.tar");
  await link(rootfs, target).catch(() => copyFile(rootfs, target));
}
