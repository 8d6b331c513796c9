import { parseArgs } from "node:util";
import { announce, untilTerminated } from "../process/stand-in.ts";
import { Refusal } from "./configuration/refusal.ts";
import { version } from "./http-api.ts";
import type { Run } from "./run.ts";
import { check, run } from "./run.ts";

/**
 * Runs the stand-in for Fluent Bit until SIGTERM. Takes the real one's `-c FILE` and `--dry-run`; without them it
 * reads `/fluent-bit/etc/fluent-bit.conf`. A configuration that the real one refuses ends the process with the
 * real one's exit code.
 */
export async function start(args: readonly string[] = process.argv.slice(2)): Promise<void> {
  announce(`Fluent Bit ${version}`);
  const { values } = parseArgs({
    args: [...args],
    options: { config: { type: "string", short: "c" }, "dry-run": { type: "boolean", short: "D" } },
    allowPositionals: true,
    strict: false,
  });
  const settings: Run = {
    configuration: typeof values.config === "string" ? values.config : "/fluent-bit/etc/fluent-bit.conf",
    environment: process.env,
    write: (line) => process.stderr.write(`${line}\n`),
  };
  try {
    if (values["dry-run"] === true) {
      check(settings);
      process.stderr.write("configuration test is successful\n");
      return;
    }
    const terminated = untilTerminated();
    const running = await run(settings);
    await terminated;
    await running.stop();
  } catch (error) {
    if (!(error instanceof Refusal)) {
      throw error;
    }
    error.lines.forEach((line) => settings.write(line));
    process.exitCode = values["dry-run"] === true ? 1 : error.exitCode;
  }
}
