import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { Owner } from "./owner.ts";

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** What a file of the day is. */
export interface DailyFileOptions {
  /** Folder of the years, `logs/alerts` or `logs/archives`. */
  readonly folder: string;
  /** `alerts` or `archive`: the day's file is `<year>/<Mon>/ossec-<tag>-<DD>.json`. */
  readonly tag: string;
  /** Name of the hard link in the folder: `alerts.json` or `archives.json`. */
  readonly link: string;
  /** Bytes above which a start takes another file of the same day; 0 for none. */
  readonly maxSize: number;
  readonly owner: Owner | undefined;
}

/**
 * The file that alerts or archives of a day go into, and the hard link to it that always has the same name. A new day
 * brings a new file, and the link with it.
 */
export class DailyFile {
  readonly #options: DailyFileOptions;
  #day: string;
  #file: number;
  /** Bytes in the day's file. */
  size: number;

  constructor(options: DailyFileOptions, time: number) {
    this.#options = options;
    this.#day = dayOf(time);
    [this.#file, this.size] = this.#open();
  }

  /** @param lines bytes, with a newline behind each. */
  append(lines: string): void {
    this.size += writeSync(this.#file, lines, null, "latin1");
  }

  /** Takes the file of another day, where it has come. */
  rotate(time: number): void {
    if (dayOf(time) !== this.#day) {
      this.#day = dayOf(time);
      closeSync(this.#file);
      [this.#file, this.size] = this.#open();
    }
  }

  close(): void {
    closeSync(this.#file);
  }

  #open(): [number, number] {
    const { folder, link } = this.#options;
    const path = this.#path();
    for (const made of [dirname(dirname(path)), dirname(path)]) {
      if (!existsSync(made)) {
        mkdirSync(made);
        this.#dress(made, 0o750);
      }
    }
    const file = openSync(path, "a");
    this.#dress(path, 0o640);
    rmSync(join(folder, link), { force: true });
    linkSync(path, join(folder, link));
    return [file, statSync(path).size];
  }

  #dress(path: string, mode: number): void {
    chmodSync(path, mode);
    if (this.#options.owner) {
      chownSync(path, this.#options.owner.uid, this.#options.owner.gid);
    }
  }

  /** The day's file; while it is too big, or has a successor, the next with a number. */
  #path(): string {
    const { folder, tag, maxSize } = this.#options;
    const [year, month, day] = this.#day.split("-") as [string, string, string];
    const numbered = (counter: number) =>
      join(
        folder,
        year,
        month,
        `ossec-${tag}-${day}${counter ? `-${String(counter).padStart(3, "0")}` : ""}.json`,
      );
    const tooBig = (path: string) => maxSize > 0 && existsSync(path) && statSync(path).size > maxSize;
    let counter = 0;
    while (existsSync(numbered(counter + 1)) || tooBig(numbered(counter))) {
      counter++;
    }
    return numbered(counter);
  }
}

/** A local day, as `2026-Nov-24`. */
function dayOf(time: number): string {
  const date = new Date(time);
  return `${date.getFullYear()}-${months[date.getMonth()]!}-${String(date.getDate()).padStart(2, "0")}`;
}
