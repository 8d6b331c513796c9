import { appendFileSync, readFileSync, rmSync } from "node:fs";
import { deserialize, serialize } from "node:v8";
import type { LogRecord } from "../records/record.ts";

/** A chunk grows no further than this, in bytes. */
export const chunkLimit = 2_000_000;

/**
 * Records of one tag that are delivered together. One with a file is written through, so that what was taken
 * survives a `kill -9`; its records are not held in memory.
 */
export class Chunk {
  readonly tag: string;
  /** The file's path; undefined for a chunk in memory. */
  readonly file: string | undefined;
  /** What the log calls it. */
  readonly name: string;
  count = 0;
  bytes = 0;
  readonly #frames: Buffer[] = [];

  private constructor(tag: string, name: string, file: string | undefined) {
    this.tag = tag;
    this.name = name;
    this.file = file;
  }

  /** Begins a chunk; with a file it is made at once, and throws when it cannot be. */
  static begin(tag: string, name: string, file: string | undefined): Chunk {
    if (file !== undefined) {
      appendFileSync(file, framed(serialize(tag)));
    }
    return new Chunk(tag, name, file);
  }

  /** Reads a chunk's file that an earlier run left; undefined when there is nothing whole in it. */
  static restore(name: string, file: string): Chunk | undefined {
    const [head, ...frames] = framesOf(readFileSync(file));
    if (head === undefined || frames.length === 0) {
      return undefined;
    }
    const chunk = new Chunk(deserialize(head) as string, name, file);
    chunk.count = frames.length;
    chunk.bytes = frames.reduce((sum, frame) => sum + frame.length, 0);
    return chunk;
  }

  append(records: readonly LogRecord[]): void {
    const frames = records.map((record) => serialize(record));
    this.count += frames.length;
    this.bytes += frames.reduce((sum, frame) => sum + frame.length, 0);
    if (this.file === undefined) {
      this.#frames.push(...frames);
    } else {
      appendFileSync(this.file, Buffer.concat(frames.map(framed)));
    }
  }

  records(): LogRecord[] {
    const frames = this.file === undefined ? this.#frames : framesOf(readFileSync(this.file)).slice(1);
    return frames.map((frame) => deserialize(frame) as LogRecord);
  }

  /** Forgets the records, and removes the file. */
  remove(): void {
    this.#frames.length = 0;
    if (this.file !== undefined) {
      rmSync(this.file, { force: true });
    }
  }
}

function framed(content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, content]);
}

/** The whole frames of a file; one that was cut short by a crash is left out. */
function framesOf(bytes: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  for (let at = 0; at + 4 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    if (at + 4 + length > bytes.length) {
      break;
    }
    frames.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return frames;
}
