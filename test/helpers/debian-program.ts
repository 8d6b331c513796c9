import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { execa } from "execa";

/**
 * Path of a program that tests need. Where it is missing it is installed from Debian's packages, which takes root; otherwise
 * this throws a sentence that says what to install.
 */
export async function debianProgram(program: string, debianPackage = program): Promise<string> {
  const found = await find(program);
  if (found !== undefined) {
    return found;
  }
  if (process.getuid?.() !== 0 || (await find("apt-get")) === undefined) {
    throw new Error(`These tests need ${program}: install the package ${debianPackage}.`);
  }
  const env = { DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  await execa("apt-get", ["-q", "update"], { env });
  await execa("apt-get", ["install", "-qy", "--no-install-recommends", debianPackage], { env });
  return (await find(program)) ?? Promise.reject(new Error(`${debianPackage} has no ${program}.`));
}

async function find(program: string): Promise<string | undefined> {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/sbin"];
  for (const path of folders.filter((folder) => folder !== "").map((folder) => join(folder, program))) {
    try {
      await access(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}
