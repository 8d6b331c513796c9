import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Context } from "./context.ts";

/**
 * Where the state of the stacks is kept, as variables for the engine: nowhere else than the user says, if the user
 * says so (PULUMI_BACKEND_URL, PULUMI_ACCESS_TOKEN, or a login), and else in the data folder. There the secrets are
 * encrypted with a passphrase that is made once, unless the user gives one.
 */
export async function backendVariables(context: Context): Promise<Record<string, string>> {
  const { env, data } = context;
  if (env["PULUMI_BACKEND_URL"] || env["PULUMI_ACCESS_TOKEN"] || (await isLoggedIn(context))) {
    return {};
  }
  const state = join(data, "state");
  await mkdir(data, { recursive: true, mode: 0o700 });
  await mkdir(state, { recursive: true, mode: 0o700 });
  const variables = { PULUMI_BACKEND_URL: pathToFileURL(state).href };
  const given = env["PULUMI_CONFIG_PASSPHRASE"] ?? env["PULUMI_CONFIG_PASSPHRASE_FILE"];
  return given === undefined
    ? { ...variables, PULUMI_CONFIG_PASSPHRASE_FILE: await passphraseFile(data) }
    : variables;
}

/** The Pulumi CLI keeps the backend of `pulumi login` in its home. */
async function isLoggedIn({ pulumiHome }: Context): Promise<boolean> {
  try {
    const text = await readFile(join(pulumiHome, "credentials.json"), "utf8");
    return Boolean((JSON.parse(text) as { current?: string }).current);
  } catch {
    return false;
  }
}

/** Never replaces a passphrase: what was encrypted with it would be lost. */
async function passphraseFile(data: string): Promise<string> {
  const file = join(data, "passphrase");
  if (!existsSync(file)) {
    const fresh = `${file}.${process.pid}-${randomBytes(4).toString("hex")}`;
    await writeFile(fresh, randomBytes(32).toString("base64url"), { mode: 0o600, flag: "wx" });
    try {
      await link(fresh, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
        throw error;
      }
    } finally {
      await rm(fresh);
    }
  }
  return file;
}
