import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { chmod, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject } from "../../../analysis/json.ts";
import type { Integration } from "../configuration/integration.ts";
import type { OssecLog } from "../ossec-log.ts";
import { give, type Owner } from "../owner.ts";
import type { Places } from "../places.ts";
import { alertText } from "./alert-text.ts";

/** What a call of an integration's script needs to know. */
export interface Caller {
  readonly places: Places;
  readonly account: Owner | undefined;
  readonly log: OssecLog;
  readonly now: () => number;
  /** Is told the process while it runs. */
  readonly running: (child: ChildProcess | undefined) => void;
}

/** integratord splits its command at blanks, and what follows the eighth stays one argument. */
const maxParts = 9;

/** Runs an integration's script for one alert and waits for its end, however long that takes. */
export async function callIntegration(
  integration: Integration,
  alert: JsonObject,
  caller: Caller,
): Promise<void> {
  const alertFile = await temporaryFile(integration, "alert", alertText(alert, integration), caller);
  const { options } = integration;
  const optionsFile =
    options === undefined ? "" : await temporaryFile(integration, "options", `${options}\n`, caller);
  const command =
    [
      "integrations",
      alertFile,
      integration.apiKey,
      integration.hookUrl,
      "",
      optionsFile,
      integration.timeout,
      integration.retries,
    ].join(" ") + " > /dev/null 2>&1";
  try {
    report(integration, command, await run(integration.name, split(command), caller), caller.log);
  } finally {
    await Promise.all([alertFile, optionsFile].filter(Boolean).map((path) => rm(path, { force: true })));
  }
}

function split(command: string): string[] {
  const parts = command.split(" ");
  return [...parts.slice(0, maxParts - 1), parts.slice(maxParts - 1).join(" ")];
}

async function temporaryFile(
  { name }: Integration,
  kind: string,
  content: string,
  caller: Caller,
): Promise<string> {
  const number = randomInt(-(2 ** 31), 2 ** 31);
  const path = join(caller.places.temporary, `${name}-${Math.floor(caller.now() / 1000)}-${number}.${kind}`);
  await writeFile(path, content, { encoding: "latin1", flag: "wx" });
  await chmod(path, 0o644);
  await give(path, caller.account, "wazuh");
  return path;
}

interface End {
  /** Exit status; undefined after a signal. */
  readonly status: number | undefined;
  readonly lastLine: string;
}

/** The status that a shell, and Wazuh, give a program that cannot be started. */
const cannotStart = 127;

async function run(name: string, [argv0 = "", ...argv]: string[], caller: Caller): Promise<End> {
  const { promise, resolve } = Promise.withResolvers<End>();
  const child = spawn(`integrations/${name}`, argv, {
    argv0,
    cwd: caller.places.base,
    stdio: ["ignore", "pipe", "pipe"],
    ...caller.account,
  });
  caller.running(child);
  let output = "";
  const collect = (data: Buffer) => (output = (output + data.toString("latin1")).slice(-4096));
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);
  child.once("error", () => {
    resolve({ status: cannotStart, lastLine: "" });
  });
  child.once("close", (status) => {
    resolve({ status: status ?? undefined, lastLine: output.trimEnd().split("\n").at(-1) ?? "" });
  });
  return await promise.finally(() => {
    caller.running(undefined);
  });
}

function report({ name }: Integration, command: string, { status, lastLine }: End, log: OssecLog): void {
  const error = (message: string) => {
    log.write("wazuh-integratord", "ERROR", message);
  };
  if (status === undefined) {
    error(`Command (${command}) execution exited abnormally.`);
  } else if (status === cannotStart) {
    error(`Couldn't execute command (${command}). Check file and permissions.`);
  } else if (status !== 0) {
    error(`Unable to run integration for ${name} -> integrations`);
    error(`While running ${name} -> integrations. Output: ${lastLine} `);
    error(`Exit status was: ${status}`);
  }
}
