import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ExecutionContext } from "ava";
import type { Running } from "../../../rehearsal/fluent-bit/run.ts";
import { run } from "../../../rehearsal/fluent-bit/run.ts";

/** A pipeline under test, with its log. */
export interface Pipeline extends Running {
  readonly log: readonly string[];
}

/** Writes a configuration into a folder and gives its path. */
export function configuration(folder: string, text: string): string {
  const path = join(folder, "fluent-bit.conf");
  writeFileSync(path, text);
  return path;
}

/** Runs a configuration, quickly flushed, until the test is over. */
export async function pipeline(t: ExecutionContext, folder: string, text: string): Promise<Pipeline> {
  const log: string[] = [];
  const running = await run({
    configuration: configuration(folder, text),
    environment: { FOLDER: folder },
    write: (line) => log.push(line),
  });
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= running.stop());
  t.teardown(stop);
  return { ...running, stop, log };
}

/** The configuration of a tail that sends to a port, with further lines in each section. */
export function tailToTcp(
  folder: string,
  port: number,
  more: {
    readonly service?: string;
    readonly input?: string;
    readonly filters?: string;
    readonly output?: string;
  } = {},
): string {
  return `
[SERVICE]
    Flush 0.1
    Log_Level info
    scheduler.base 1
    scheduler.cap 1
    ${more.service ?? "Daemon Off"}
[INPUT]
    Name tail
    Tag wazuh.alerts
    Path ${folder}/alerts.json
    Refresh_Interval 0.2
    Rotate_Wait 1
    ${more.input ?? "Key log"}
${more.filters ?? ""}
[OUTPUT]
    Name tcp
    Match wazuh.*
    Host 127.0.0.1
    Port ${port}
    ${more.output ?? "Raw_Message_Key $log"}
`;
}
