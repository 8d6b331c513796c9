import { appendFileSync } from "node:fs";
import { toText } from "../../analysis/bytes.ts";

export type Level = "INFO" | "WARNING" | "ERROR" | "CRITICAL";

/** Writes logs/ossec.log, a line an entry, in Wazuh's form and words. */
export class OssecLog {
  readonly #path: string;
  readonly #now: () => number;
  readonly #echo: (line: string) => void;

  /** @param echo is handed each line too; the official image shows ossec.log as the container's output. */
  constructor(path: string, now: () => number, echo: (line: string) => void) {
    this.#path = path;
    this.#now = now;
    this.#echo = echo;
  }

  /** @param message bytes where it quotes an event (see analysis/bytes.ts). */
  write(daemon: string, level: Level, message: string): void {
    const line = `${stamp(this.#now())} ${daemon}: ${level}: ${message}`;
    appendFileSync(this.#path, `${line}\n`, "latin1");
    this.#echo(toText(line));
  }
}

function stamp(time: number): string {
  const date = new Date(time - new Date(time).getTimezoneOffset() * 60_000).toISOString();
  return `${date.slice(0, 10).replaceAll("-", "/")} ${date.slice(11, 19)}`;
}
