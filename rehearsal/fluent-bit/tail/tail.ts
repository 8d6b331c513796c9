import { globSync, statSync } from "node:fs";
import { Refusal } from "../configuration/refusal.ts";
import type { Log } from "../log.ts";
import type { Parser } from "../records/parsers.ts";
import type { LogRecord, Value } from "../records/record.ts";
import type { Line } from "./line-reader.ts";
import { Offsets } from "./offsets.ts";
import type { TailOptions } from "./options.ts";
import { TailedFile } from "./tailed-file.ts";

/** What is counted for `/api/v1/metrics`. */
export interface TailCounts {
  opened: number;
  closed: number;
  rotated: number;
  longLinesSkipped: number;
}

/** How much of a file is read before others have their turn, in bytes. */
const batchSize = 1_000_000;

/** How often files are looked at, in milliseconds; the real one is told by inotify. */
const lookEvery = 100;

/** The input `tail`: follows the files that its paths name and hands their lines on as records. */
export class Tail {
  readonly counts: TailCounts = { opened: 0, closed: 0, rotated: 0, longLinesSkipped: 0 };
  readonly #name: string;
  readonly #options: TailOptions;
  readonly #parser: Parser | undefined;
  readonly #log: Log;
  readonly #take: (tag: string, records: LogRecord[]) => void;
  readonly #offsets: Offsets | undefined;
  readonly #files = new Map<number, TailedFile>();
  readonly #timers: NodeJS.Timeout[] = [];
  #paused = false;

  /**
   * @param name the instance, such as `tail.0`
   * @param take is given the records of one piece of a file, before the offset is moved behind them
   * @throws {Refusal} when the database cannot be opened
   */
  constructor(
    name: string,
    options: TailOptions,
    parser: Parser | undefined,
    log: Log,
    take: (tag: string, records: LogRecord[]) => void,
  ) {
    this.#name = `[input:tail:${name}]`;
    this.#options = options;
    this.#parser = parser;
    this.#log = log;
    this.#take = take;
    this.#offsets = this.#openOffsets(name);
  }

  /** Opens the files that are there, from the end unless told otherwise, and follows them. */
  start(): void {
    this.#scan(this.#options.readFromHead);
    const stale = this.#offsets?.keepOnly([...this.#files.values()].map((file) => file.id)) ?? 0;
    if (stale > 0) {
      this.#log.info(`${this.#name} db: delete unmonitored stale inodes from the database: count=${stale}`);
    }
    this.#timers.push(
      setInterval(() => this.#look(), lookEvery),
      setInterval(() => this.#scan(this.#options.newFilesFromHead), this.#options.refreshInterval),
    );
    this.#look();
  }

  /** Stops reading until `resume`, when too much waits to be delivered. */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
  }

  /** Reads no more, and closes everything. */
  stop(): void {
    this.#timers.forEach((timer) => clearInterval(timer));
    for (const file of this.#files.values()) {
      file.close();
    }
    this.#files.clear();
    this.#offsets?.close();
  }

  #openOffsets(name: string): Offsets | undefined {
    const { database, compareFileName, lockDatabase } = this.#options;
    if (database === undefined) {
      return undefined;
    }
    try {
      return new Offsets(database, { compareFileName, lock: lockDatabase });
    } catch (error) {
      throw new Refusal(
        255,
        `[sqldb] cannot open database ${database}: ${(error as Error).message}`,
        `${this.#name} could not open/create database`,
        `failed initialize input ${name}`,
      );
    }
  }

  #scan(fromHead: boolean): void {
    for (const path of globSync([...this.#options.paths], { exclude: [...this.#options.excluded] }).sort()) {
      const inode = statSync(path, { throwIfNoEntry: false })?.ino;
      if (inode !== undefined && !this.#files.has(inode)) {
        this.#follow(path, fromHead);
      }
    }
  }

  #follow(path: string, fromHead: boolean): void {
    const file = TailedFile.open(path, this.#options);
    if (file === undefined) {
      return;
    }
    const known = this.#offsets?.find(file.inode, path);
    const wanted = known?.offset ?? (fromHead ? 0 : file.size);
    file.reader.offset = wanted > file.size ? 0 : wanted;
    file.id = known?.id ?? this.#offsets?.add(file.inode, path, file.reader.offset) ?? 0;
    this.#files.set(file.inode, file);
    this.counts.opened += 1;
    this.#log.info(
      `${this.#name} inotify_fs_add(): inode=${file.inode} watch_fd=${this.counts.opened} name=${path}`,
    );
  }

  #look(): void {
    for (const file of this.#files.values()) {
      if (!this.#paused) {
        this.#read(file);
      }
      this.#noticeRotation(file);
    }
  }

  /** Reads what is new in a file, or a part of it and the rest soon. */
  #read(file: TailedFile): void {
    const { reader } = file;
    if (file.size < reader.offset) {
      this.#log.info(`${this.#name} inode=${file.inode} file truncated ${file.path}`);
      reader.rewind();
    }
    const end = reader.offset + batchSize;
    for (let lines = reader.next(); lines !== undefined; lines = reader.next()) {
      if (lines.length > 0) {
        this.#take(
          this.#tagOf(file),
          lines.map((line) => this.#record(line, file)),
        );
        this.#offsets?.move(file.id, reader.offset);
      }
      if (this.#isPaused()) {
        break;
      }
      if (reader.offset >= end) {
        setImmediate(() => this.#readOn(file));
        break;
      }
    }
    this.#complain(file);
  }

  #readOn(file: TailedFile): void {
    if (this.#files.get(file.inode) === file && !this.#paused) {
      this.#read(file);
    }
  }

  #isPaused(): boolean {
    return this.#paused;
  }

  #record(line: Line, file: TailedFile): LogRecord {
    const now = Date.now() / 1000;
    const { key, pathKey, offsetKey } = this.#options;
    const parsed = this.#parser?.(line.bytes.toString("utf8"), now);
    const fields: Record<string, Value> = parsed?.fields ?? { [key]: line.bytes };
    if (pathKey !== undefined) {
      fields[pathKey] = file.path;
    }
    if (offsetKey !== undefined) {
      fields[offsetKey] = line.offset;
    }
    return { time: parsed?.time ?? now, fields };
  }

  /** A `*` in the tag stands for the path, with dots for slashes. */
  #tagOf(file: TailedFile): string {
    return this.#options.tag.replace("*", file.path.replace(/^\//, "").replaceAll("/", "."));
  }

  #complain(file: TailedFile): void {
    this.counts.longLinesSkipped += file.reader.takeSkipped();
    if (file.warned) {
      return;
    }
    if (file.reader.gaveUp) {
      file.warned = true;
      this.#log.error(
        `${this.#name} file=${file.path} requires a larger buffer size, lines are too long. Skipping file.`,
      );
    } else if (file.reader.hasSkipped) {
      file.warned = true;
      this.#log.warn(`${this.#name} file=${file.path} have long lines. Skipping long lines.`);
    }
  }

  #noticeRotation(file: TailedFile): void {
    if (file.rotatedAt === undefined && !file.named) {
      file.rotatedAt = Date.now();
      this.counts.rotated += 1;
      this.#log.info(`${this.#name} inode=${file.inode} handle rotation(): ${file.path} => (deleted)`);
      this.#offsets?.markRotated(file.id, file.path);
    }
    if (file.rotatedAt !== undefined && Date.now() - file.rotatedAt >= this.#options.rotateWait) {
      this.#offsets?.remove(file.id);
      this.#forget(file);
    }
  }

  #forget(file: TailedFile): void {
    this.#log.info(`${this.#name} inotify_fs_remove(): inode=${file.inode}`);
    this.counts.closed += 1;
    this.#files.delete(file.inode);
    file.close();
  }
}
