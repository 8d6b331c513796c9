import { randomBytes } from "node:crypto";
import type { Action } from "../../../scenarios/telemetry.ts";
import { clientHello, dnsQuery, forPrintf, httpRequest } from "./packets.ts";

/** What is run on an endpoint: a program with its arguments, and no text of a scenario in the script itself. */
export interface LinuxAction {
  readonly command: readonly string[];
  /** What was done, in one line. */
  readonly line: string;
  /** Text that the event has in it that the endpoint's sensors report. */
  readonly text: string;
  /** What takes away what is left of it. */
  readonly cleanUp?: readonly string[];
}

const bash = (script: string, ...parameters: readonly string[]): string[] => [
  "bash",
  "-c",
  script,
  "demo",
  ...parameters,
];

/**
 * Sends the bytes of `$3` to port `$2` of `$1` by `$4`, and waits for an answer. bash writes each line by itself, and what is
 * before and behind a byte 10 would be two datagrams: dd writes all of it at once.
 */
const exchange =
  'exec 3<>"/dev/$4/$1/$2" && printf %b "$3" | dd bs=64k iflag=fullblock status=none >&3 && test -n "$(timeout 5 head -c 1 <&3 | od -An -tx1)"';

/**
 * How an action is done on Linux, with bash and coreutils alone. Whatever host it names, it speaks to the sinkhole.
 *
 * @throws for an action that Linux does not have
 */
export function linuxAction(action: Action, sinkhole: string): LinuxAction {
  const { resolve, connect, tls, download, drop, run } = action;
  const send = (port: number, bytes: Buffer, protocol: "tcp" | "udp"): string[] =>
    bash(exchange, sinkhole, String(port), forPrintf(bytes), protocol);
  if (resolve !== undefined) {
    const query = dnsQuery(resolve, randomBytes(2).readUInt16BE());
    return {
      command: send(53, query, "udp"),
      line: `asked the sinkhole ${sinkhole} for ${resolve}`,
      text: resolve,
    };
  }
  if (tls !== undefined) {
    return {
      command: send(443, clientHello(tls, randomBytes(32)), "tcp"),
      line: `began TLS with ${tls} at the sinkhole ${sinkhole}`,
      text: tls,
    };
  }
  if (download !== undefined) {
    return {
      command: send(80, httpRequest(download), "tcp"),
      line: `got ${download} from the sinkhole ${sinkhole}`,
      text: new URL(download).pathname + new URL(download).search,
    };
  }
  if (connect !== undefined) {
    return {
      command: bash('exec 3<>"/dev/tcp/$1/$2"', sinkhole, String(connect)),
      line: `connected to port ${connect} of the sinkhole ${sinkhole}`,
      text: sinkhole,
    };
  }
  if (drop !== undefined) {
    const { path, content } = drop;
    return {
      command: bash('mkdir -p "$(dirname "$1")" && printf %s "$2" >"$1"', path, content),
      line: `wrote the harmless file ${path}`,
      text: path,
      cleanUp: ["rm", "-f", path],
    };
  }
  if (run !== undefined) {
    // It is a text: the shell finds no such command, and the start of the shell is what counts.
    return { command: bash('sh "$1" 2>/dev/null || true', run), line: `ran ${run}`, text: run };
  }
  throw new Error("PowerShell is not to be had on a Linux endpoint.");
}
