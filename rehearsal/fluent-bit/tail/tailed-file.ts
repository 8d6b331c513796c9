import { closeSync, fstatSync, openSync, statSync } from "node:fs";
import type { TailOptions } from "./options.ts";
import { LineReader } from "./line-reader.ts";

/** One file that is followed, by its inode: it is read on after the path has come to name another. */
export class TailedFile {
  readonly path: string;
  readonly inode: number;
  readonly reader: LineReader;
  /** Its row in the database; 0 without one. */
  id = 0;
  /** When the path stopped to name this file, in milliseconds since 1970. */
  rotatedAt: number | undefined;
  /** Whether a long line was complained about. */
  warned = false;
  readonly #descriptor: number;

  private constructor(path: string, descriptor: number, offset: number, options: TailOptions) {
    this.path = path;
    this.#descriptor = descriptor;
    this.inode = fstatSync(descriptor).ino;
    this.reader = new LineReader(descriptor, offset, options);
  }

  /** Opens a file; undefined when it is gone again, is no plain file, or may not be read. */
  static open(path: string, options: TailOptions): TailedFile | undefined {
    let descriptor: number | undefined;
    try {
      descriptor = openSync(path, "r");
      if (!fstatSync(descriptor).isFile()) {
        closeSync(descriptor);
        return undefined;
      }
      return new TailedFile(path, descriptor, 0, options);
    } catch {
      return undefined;
    }
  }

  /** In bytes. */
  get size(): number {
    return fstatSync(this.#descriptor).size;
  }

  /** Whether the path still names this file. */
  get named(): boolean {
    return statSync(this.path, { throwIfNoEntry: false })?.ino === this.inode;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
