import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { ExecutionContext } from "ava";
import { openContext, type Context } from "../../../engine/context.ts";

/** A machine of its own for one test: a home, a PATH and the lab's folders, all below one temporary folder. */
export interface Machine {
  readonly folder: string;
  /** The one folder on PATH. */
  readonly bin: string;
  readonly env: NodeJS.ProcessEnv;
  /** A context that knows what earlier ones have saved. */
  context(): Promise<Context>;
  /** Lays down an executable: the lines of a shell script. A path that is not absolute is one below the folder. */
  executable(path: string, ...lines: string[]): Promise<string>;
}

export async function makeMachine(t: ExecutionContext, variables: NodeJS.ProcessEnv = {}): Promise<Machine> {
  const folder = await temporaryFolder(t);
  const bin = join(folder, "bin");
  await mkdir(bin);
  const env: NodeJS.ProcessEnv = {
    HOME: join(folder, "home"),
    PATH: bin,
    LAB_CACHE: join(folder, "cache"),
    LAB_HOME: join(folder, "data"),
    LAB_PULUMI_RELEASES: "http://127.0.0.1:9", // nothing listens there
    ...variables,
  };
  return {
    folder,
    bin,
    env,
    context: () => openContext(env),
    async executable(path, ...lines) {
      const file = path.startsWith("/") ? path : join(folder, path);
      await mkdir(dirname(file), { recursive: true });
      const text = join(folder, `script-${randomUUID()}`);
      await writeFile(text, ["#!/bin/sh", ...lines, ""].join("\n"));
      // Copied by a process of its own: a file that this one has written may not be executable yet, while a child that
      // was started at the same moment by another test still holds it open.
      await promisify(execFile)("/usr/bin/install", ["-m", "755", text, file]);
      return file;
    },
  };
}

export async function temporaryFolder(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "engine-"));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Lines of a shell script that behaves as the Pulumi CLI of a version does. */
export const pulumiOf = (version: string): string => `[ "$1" = version ] && echo v${version}`;

/** Lines of a shell script that behaves as a language host does. */
export const languageHost: readonly string[] = ["echo 40123", "exec /bin/sleep 60"];

/** What was said by a step, in order. */
export function listener(): { readonly said: string[]; readonly say: (detail: string) => void } {
  const said: string[] = [];
  return { said, say: (detail) => said.push(detail) };
}
