import { appendFileSync, writeFileSync } from "node:fs";

export interface CastSettings {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Writes what a terminal shows as an asciicast, which asciinema plays.
 *
 * @see https://docs.asciinema.org/manual/asciicast/v2/
 */
export class Cast {
  readonly #path: string;
  readonly #began: number;
  readonly #now: () => number;

  /** Begins the file; one that is there is written anew. */
  constructor(path: string, { width, height, title, now }: CastSettings) {
    this.#path = path;
    this.#now = now;
    this.#began = now();
    const timestamp = Math.floor(this.#began / 1_000);
    // Who watches needs no minute of a server's start.
    const header = {
      version: 2,
      width,
      height,
      timestamp,
      title,
      idle_time_limit: 3,
      env: { TERM: "xterm-256color" },
    };
    writeFileSync(path, `${JSON.stringify(header)}\n`);
  }

  /** Adds text as the terminal gets it, at the present time. */
  write(text: string): void {
    const seconds = Number(((this.#now() - this.#began) / 1_000).toFixed(6));
    appendFileSync(this.#path, `${JSON.stringify([seconds, "o", text])}\n`);
  }
}
