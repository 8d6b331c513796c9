import { PassThrough } from "node:stream";
import { createInterface } from "node:readline";
import type Docker from "dockerode";
import { logText } from "../../components/readiness/container.ts";
import type { LabContainers } from "../../components/readiness/status.ts";

/** One line that a container wrote. */
export interface LogLine {
  readonly system: string;
  /** When the Docker Engine got it, ISO 8601 with nanoseconds; empty where it does not say. */
  readonly time: string;
  readonly text: string;
}

export interface LogOptions {
  /** Seconds of Unix from which on. @default - from the beginning */
  readonly since?: number;
  /** How many of each container's last lines. @default - all */
  readonly tail?: number;
}

const asked = ({ since, tail }: LogOptions) => ({
  stdout: true,
  stderr: true,
  timestamps: true,
  ...(since !== undefined && { since }),
  ...(tail !== undefined && { tail }),
});

/** What containers have written, together and in the order of time. */
export async function readLogs(
  docker: Docker,
  containers: LabContainers,
  options: LogOptions,
): Promise<LogLine[]> {
  const lines = await Promise.all(
    Object.entries(containers).map(async ([system, name]) => {
      const logs = await docker.getContainer(name).logs({ ...asked(options), follow: false });
      return logText(logs)
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => lineOf(system, line));
    }),
  );
  return lines.flat().sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
}

/** What containers write, line by line as it comes, until all of them have ended. */
export async function followLogs(
  docker: Docker,
  containers: LabContainers,
  options: LogOptions,
  onLine: (line: LogLine) => void,
): Promise<void> {
  const follow = Object.entries(containers).map(async ([system, name]) => {
    const stream = await docker.getContainer(name).logs({ ...asked(options), follow: true });
    const text = new PassThrough();
    docker.modem.demuxStream(stream, text, text);
    stream.on("end", () => text.end());
    for await (const line of createInterface({ input: text, crlfDelay: Infinity })) {
      onLine(lineOf(system, line));
    }
  });
  await Promise.all(follow);
}

function lineOf(system: string, line: string): LogLine {
  const [, time = "", text = line] = /^(\d{4}-\S+Z) (.*)$/s.exec(line) ?? [];
  return { system, time, text };
}
