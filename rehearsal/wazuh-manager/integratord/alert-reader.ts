import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import type { OssecLog } from "../ossec-log.ts";
import { JsonObject } from "../../../analysis/json.ts";
import { readJson } from "../../../analysis/json-reader.ts";

/** The longest line that integratord reads, its newline included, in bytes. */
const maxLine = 65_535;
const chunk = Buffer.alloc(256 * 1024);

/**
 * Follows alerts.json as integratord does: from its end at the start, and where the name has come to stand for another
 * file, that one from its beginning, after the old one was read to its end.
 */
export class AlertReader {
  readonly #path: string;
  readonly #log: OssecLog;
  #file: { readonly fd: number; readonly inode: number; position: number };
  #rest = "";
  #skipping = false;

  constructor(path: string, log: OssecLog) {
    this.#path = path;
    this.#log = log;
    this.#file = open(path, "end");
  }

  /** The alerts that have come since the last time. */
  *next(): Generator<JsonObject> {
    for (;;) {
      const bytes = readSync(this.#file.fd, chunk, 0, chunk.length, this.#file.position);
      if (bytes === 0) {
        if (!this.#reopen()) {
          return;
        }
        continue;
      }
      this.#file.position += bytes;
      yield* this.#lines(chunk.toString("latin1", 0, bytes));
    }
  }

  *#lines(text: string): Generator<JsonObject> {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      const alert = this.#alert(line);
      if (alert) {
        yield alert;
      }
    }
    if (this.#rest.length >= maxLine) {
      this.#rest = "";
      this.#skipping = true;
    }
  }

  #alert(line: string): JsonObject | undefined {
    if (this.#skipping || line.length + 1 > maxLine) {
      this.#skipping = false;
      this.#warn("Overlong JSON alert read from 'logs/alerts/alerts.json'");
      return undefined;
    }
    const json = readJson(line);
    if (json?.end !== line.length || !(json.value instanceof JsonObject)) {
      this.#warn(`Invalid JSON alert read from 'logs/alerts/alerts.json': '${line}'`);
      return undefined;
    }
    return json.value;
  }

  #warn(message: string): void {
    this.#log.write("wazuh-integratord", "WARNING", message);
  }

  #reopen(): boolean {
    const inode = statSync(this.#path, { throwIfNoEntry: false })?.ino;
    if (inode === undefined || inode === this.#file.inode) {
      return false;
    }
    closeSync(this.#file.fd);
    this.#file = open(this.#path, "beginning");
    this.#rest = "";
    return true;
  }

  close(): void {
    closeSync(this.#file.fd);
  }
}

function open(path: string, from: "beginning" | "end") {
  const fd = openSync(path, "r");
  const { ino, size } = fstatSync(fd);
  return { fd, inode: ino, position: from === "end" ? size : 0 };
}
