import { readSync } from "node:fs";

/** How lines are cut. Sizes in bytes. */
export interface LineLimits {
  readonly chunkSize: number;
  readonly maxSize: number;
  readonly skipLongLines: boolean;
}

/** One whole line, without its end, and the offset at which it began. */
export interface Line {
  readonly bytes: Buffer;
  readonly offset: number;
}

/**
 * Reads the whole lines of one open file, from an offset on. A line longer than `maxSize` is skipped, or is the
 * end of reading where lines may not be skipped, as in the real one.
 */
export class LineReader {
  /** Behind the last whole line. */
  offset: number;
  /** Whether a long line was skipped. */
  hasSkipped = false;
  /** Set when a long line ended the reading. */
  gaveUp = false;
  readonly #descriptor: number;
  readonly #limits: LineLimits;
  #rest: Buffer = Buffer.alloc(0);
  #skipping = false;
  #skipped = 0;

  constructor(descriptor: number, offset: number, limits: LineLimits) {
    this.#descriptor = descriptor;
    this.#limits = limits;
    this.offset = offset;
  }

  /** Begins again at the start of the file, after it was truncated. */
  rewind(): void {
    this.offset = 0;
    this.#rest = Buffer.alloc(0);
    this.#skipping = false;
  }

  /** How many long lines were skipped since the last call. */
  takeSkipped(): number {
    const skipped = this.#skipped;
    this.#skipped = 0;
    return skipped;
  }

  /** The lines of the next piece of the file; undefined at its end. */
  next(): Line[] | undefined {
    const room = this.#limits.maxSize - 1 - this.#rest.length;
    if (this.gaveUp || (room < 1 && !this.#overflow())) {
      return undefined;
    }
    const piece = Buffer.allocUnsafe(
      Math.min(this.#limits.chunkSize, this.#limits.maxSize - 1 - this.#rest.length),
    );
    const length = readSync(this.#descriptor, piece, 0, piece.length, this.offset + this.#rest.length);
    if (length === 0) {
      return undefined;
    }
    return this.#cut(Buffer.concat([this.#rest, piece.subarray(0, length)]));
  }

  #cut(bytes: Buffer): Line[] {
    const lines: Line[] = [];
    let start = 0;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
      const line = bytes.subarray(start, bytes[end - 1] === 13 && end > start ? end - 1 : end);
      if (this.#skipping) {
        this.#skipping = false;
      } else if (line.length > 0) {
        lines.push({ bytes: line, offset: this.offset + start });
      }
      start = end + 1;
    }
    this.offset += start;
    this.#rest = Buffer.from(bytes.subarray(start));
    return lines;
  }

  /** Deals with a line that does not fit; false when reading ends with it. */
  #overflow(): boolean {
    if (!this.#limits.skipLongLines) {
      this.gaveUp = true;
      return false;
    }
    if (!this.#skipping) {
      this.#skipping = true;
      this.hasSkipped = true;
      this.#skipped += 1;
    }
    this.offset += this.#rest.length;
    this.#rest = Buffer.alloc(0);
    return true;
  }
}
