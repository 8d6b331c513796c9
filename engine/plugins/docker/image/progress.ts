import { createInterface } from "node:readline";
import type { Log } from "../../provider/resource.ts";

/** One line of what Docker tells while it builds, pulls or pushes. */
interface Message {
  readonly stream?: string;
  readonly status?: string;
  readonly id?: string;
  readonly error?: string;
  readonly errorDetail?: { readonly message?: string };
  readonly aux?: { readonly ID?: string; readonly Digest?: string };
}

/** What Docker noted at the end of a build (`ID`) or a push (`Digest`). */
export interface Outcome {
  readonly ID?: string;
  readonly Digest?: string;
}

/**
 * Follows a build, pull or push to its end, showing its progress. A failure is thrown with the daemon's message
 * and the last lines of output.
 */
export async function followProgress(stream: NodeJS.ReadableStream, log: Log): Promise<Outcome> {
  const recent: string[] = [];
  let outcome: Outcome = {};
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
    if (line.trim() === "") {
      continue;
    }
    const message = JSON.parse(line) as Message;
    const failure = message.errorDetail?.message ?? message.error;
    if (failure !== undefined) {
      throw new Error([failure, ...recent.slice(-10)].join("\n"));
    }
    outcome = message.aux ?? outcome;
    const text = textOf(message);
    if (text !== "") {
      recent.push(text);
      if (isStep(message)) {
        log.status(text);
      }
    }
  }
  return outcome;
}

/** Whether a line tells of a step, rather than of what happens within. */
function isStep({ stream, status, id }: Message): boolean {
  return stream === undefined ? status !== undefined && id === undefined : /^Step \d+\//.test(stream);
}

function textOf({ stream, status, id }: Message): string {
  return (stream ?? (status === undefined ? "" : `${id === undefined ? "" : `${id}: `}${status}`)).trim();
}
