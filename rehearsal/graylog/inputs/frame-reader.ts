/** Cuts a stream of bytes at a delimiter. */
export class FrameReader {
  /** Set when a frame was longer than allowed; nothing is read after it. */
  overflowed = false;
  readonly #delimiter: number;
  readonly #mostBytes: number;
  #pieces: Buffer[] = [];
  #length = 0;

  /** @param mostBytes a longer frame ends the reading */
  constructor(delimiter: number, mostBytes: number) {
    this.#delimiter = delimiter;
    this.#mostBytes = mostBytes;
  }

  /** The frames that are whole now, without their delimiter. */
  read(data: Buffer): Buffer[] {
    const frames: Buffer[] = [];
    let start = 0;
    for (let end = data.indexOf(this.#delimiter); end !== -1; end = data.indexOf(this.#delimiter, start)) {
      this.#keep(data.subarray(start, end));
      if (this.overflowed) {
        return frames;
      }
      frames.push(Buffer.concat(this.#pieces));
      this.#pieces = [];
      this.#length = 0;
      start = end + 1;
    }
    this.#keep(data.subarray(start));
    return frames;
  }

  #keep(piece: Buffer): void {
    this.#length += piece.length;
    this.overflowed ||= this.#length > this.#mostBytes;
    this.#pieces.push(piece);
  }
}
