import { StringDecoder } from "node:string_decoder";

/** Which of a command's two streams are shown while it runs. */
export type Logging = "stdout" | "stderr" | "stdoutAndStderr" | "none";

/** Takes one line that a command wrote, without its line end. */
export type Log = (line: string) => void;

/** What a command writes: kept whole for the resource's outputs, and shown line by line while it comes. */
export class CommandOutput {
  readonly #stdout: Buffer[] = [];
  readonly #stderr: Buffer[] = [];
  readonly #both: Buffer[] = [];
  readonly #stdoutLines: Lines | undefined;
  readonly #stderrLines: Lines | undefined;

  /** Shows both streams, unless `logging` says otherwise. */
  constructor(log: Log, logging: Logging = "stdoutAndStderr") {
    this.#stdoutLines = logging === "stdout" || logging === "stdoutAndStderr" ? new Lines(log) : undefined;
    this.#stderrLines = logging === "stderr" || logging === "stdoutAndStderr" ? new Lines(log) : undefined;
  }

  /** Takes what the command wrote to its standard output. */
  addStdout(chunk: Buffer): void {
    this.#stdout.push(chunk);
    this.#both.push(chunk);
    this.#stdoutLines?.add(chunk);
  }

  /** Takes what the command wrote to its standard error. */
  addStderr(chunk: Buffer): void {
    this.#stderr.push(chunk);
    this.#both.push(chunk);
    this.#stderrLines?.add(chunk);
  }

  /** Shows a last line that has no end. Nothing may be added after. */
  end(): void {
    this.#stdoutLines?.end();
    this.#stderrLines?.end();
  }

  /** The whole standard output without one line end at its end, as the resource's output has it. */
  get stdout(): string {
    return withoutLineEnd(Buffer.concat(this.#stdout));
  }

  /** The whole standard error without one line end at its end, as the resource's output has it. */
  get stderr(): string {
    return withoutLineEnd(Buffer.concat(this.#stderr));
  }

  /** Both streams in the order in which they came, for an error message. */
  get both(): string {
    return Buffer.concat(this.#both).toString();
  }
}

function withoutLineEnd(bytes: Buffer): string {
  return bytes.toString().replace(/\n$/, "");
}

/** Characters after which a line is shown although its end has not come. */
const longestLine = 64 * 1024;

/** Cuts a stream into lines. A character that two chunks share is kept whole. */
class Lines {
  readonly #log: Log;
  readonly #decoder = new StringDecoder("utf8");
  #rest = "";

  constructor(log: Log) {
    this.#log = log;
  }

  add(chunk: Buffer): void {
    const [first = "", ...others] = this.#decoder.write(chunk).split("\n");
    this.#rest += first;
    for (const next of others) {
      this.#show();
      this.#rest = next;
    }
    if (this.#rest.length > longestLine) {
      this.#show();
    }
  }

  end(): void {
    this.#rest += this.#decoder.end();
    if (this.#rest !== "") {
      this.#show();
    }
  }

  #show(): void {
    this.#log(this.#rest.replace(/\r$/, ""));
    this.#rest = "";
  }
}
