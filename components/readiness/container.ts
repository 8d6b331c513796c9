import type Docker from "dockerode";

/** How far a container is by itself, as the Docker Engine tells it. */
export interface ContainerState {
  readonly name: string;
  readonly running: boolean;
  /** Since when it runs, or when it ended, ISO 8601; undefined for one that is not there. */
  readonly since?: string;
  /** `ready` as far as its own health check goes, or because it runs where its image has none. */
  readonly state: "waiting" | "ready" | "failed";
  readonly detail: string;
}

/** Starts by the engine after which a container counts as one that starts over and over. */
const manyStarts = 3;

/** Milliseconds that a container which was started again must run before it is believed. */
const steady = 60_000;

/** Asks the Docker Engine for a container. One that is gone, has ended, or starts over and over has failed. */
export async function readContainer(docker: Docker, name: string): Promise<ContainerState> {
  const container = docker.getContainer(name);
  const inspected = await container.inspect().catch((error: unknown) => {
    if ((error as { statusCode?: number }).statusCode !== 404) {
      throw error;
    }
  });
  if (!inspected) {
    return {
      name,
      running: false,
      state: "failed",
      detail: `the container ${name} is gone: bring the lab up again`,
    };
  }
  const { State, RestartCount } = inspected;
  const since = State.Running ? State.StartedAt : State.FinishedAt;
  const unsteady = RestartCount > manyStarts && Date.now() - Date.parse(State.StartedAt) < steady;
  if (State.Restarting || unsteady || !State.Running) {
    const what =
      State.Restarting || unsteady
        ? "starts over and over"
        : `is ${State.Status}, exit code ${State.ExitCode}`;
    const why = State.OOMKilled ? ", because it needed more memory than it may have" : "";
    const detail = `${what}${why}${lastWords(await lastLog(container))}: see docker logs ${name}`;
    return { name, running: false, since, state: "failed", detail };
  }
  const running = { name, running: true, since };
  // Before its first check the engine sends no list, whatever the type says.
  const checks = State.Health?.Log as { ExitCode: number; Output: string }[] | null | undefined;
  const last = checks?.at(-1);
  const said = lastLine(last?.Output);
  // The engine calls it healthy until several checks in a row have failed; one is enough not to believe it.
  if (last !== undefined && last.ExitCode !== 0) {
    return { ...running, state: "waiting", detail: said || "its health check fails" };
  }
  switch (State.Health?.Status ?? "none") {
    case "healthy":
      return { ...running, state: "ready", detail: said || "is healthy" };
    case "none":
      // The image has no check of its own: running is all that can be known from here.
      return { ...running, state: "ready", detail: "is running" };
    default:
      return { ...running, state: "waiting", detail: said || "its health check has not passed yet" };
  }
}

const lastLine = (text = ""): string => text.trim().split("\n").at(-1)!.slice(0, 200);

const lastWords = (line: string): string => (line === "" ? "" : `, after "${line}"`);

/** The last line that a container wrote; empty where there is none, or its logs go elsewhere. */
async function lastLog(container: Docker.Container): Promise<string> {
  const logs = await container.logs({ stdout: true, stderr: true, tail: 1 }).catch(() => undefined);
  return logs ? lastLine(logText(logs)) : "";
}

/**
 * Text of a log without a terminal: each part has a header of eight bytes, of which the last four are its length.
 *
 * @see https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerAttach
 */
export function logText(logs: Buffer): string {
  const parts: Buffer[] = [];
  for (let at = 0; at + 8 <= logs.length;) {
    const length = logs.readUInt32BE(at + 4);
    parts.push(logs.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return Buffer.concat(parts).toString("utf8");
}
