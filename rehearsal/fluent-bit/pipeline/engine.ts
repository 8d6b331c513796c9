import type { FilterInstance } from "../filters/filter.ts";
import type { Log } from "../log.ts";
import type { OutputInstance } from "../outputs/output.ts";
import type { LogRecord } from "../records/record.ts";
import type { Tail } from "../tail/tail.ts";
import { Chunk, chunkLimit } from "./chunk.ts";
import { Delivery } from "./delivery.ts";
import type { Backoff } from "./delivery.ts";
import type { ChunkStorage } from "./storage.ts";

/** One `[INPUT]`. */
export interface InputInstance {
  /** Such as `tail.0`. */
  readonly name: string;
  /** The alias, or the name. */
  readonly title: string;
  readonly onDisk: boolean;
  /** What may wait in memory, in bytes; 0 is no limit. */
  readonly memoryLimit: number;
  readonly plugin: Tail;
  /** What is counted for `/api/v1/metrics`. */
  readonly counts: { records: number; bytes: number };
}

/** What the engine runs. Times in seconds. */
export interface EngineSettings {
  readonly flush: number;
  readonly backoff: Backoff;
}

/** Takes records from the inputs, filters them, gathers them in chunks, and has these delivered. */
export class Engine {
  readonly inputs: InputInstance[] = [];
  readonly #filters: readonly FilterInstance[];
  readonly #outputs: readonly OutputInstance[];
  readonly #storage: ChunkStorage;
  readonly #settings: EngineSettings;
  readonly #log: Log;
  readonly #open = new Map<string, { readonly chunk: Chunk; readonly input: InputInstance }>();
  readonly #deliveries = new Set<Delivery>();
  readonly #waiting = new Map<Chunk, { left: number; readonly input: InputInstance | undefined }>();
  readonly #paused = new Set<InputInstance>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    filters: readonly FilterInstance[],
    outputs: readonly OutputInstance[],
    storage: ChunkStorage,
    settings: EngineSettings,
    log: Log,
  ) {
    this.#filters = filters;
    this.#outputs = outputs;
    this.#storage = storage;
    this.#settings = settings;
    this.#log = log;
  }

  /** Starts the inputs, and the delivery of what an earlier run left. */
  start(): void {
    for (const chunk of this.#storage.backlog()) {
      this.#log.info(`[input:storage_backlog:storage_backlog.1] queueing ${chunk.name}`);
      this.#deliver(chunk, undefined);
    }
    for (const input of this.inputs) {
      input.plugin.start();
    }
    this.#timer = setInterval(() => this.#flush(), this.#settings.flush * 1000);
  }

  /** Takes records of an input. They are in their chunk, on disk where that is asked, when this returns. */
  take(input: InputInstance, tag: string, records: readonly LogRecord[]): void {
    const kept = records.flatMap((record) => this.#filtered(tag, record) ?? []);
    if (kept.length === 0) {
      return;
    }
    const key = `${input.name} ${tag}`;
    const open = this.#open.get(key) ?? { chunk: this.#storage.begin(input.name, tag, input.onDisk), input };
    this.#open.set(key, open);
    const before = open.chunk.bytes;
    open.chunk.append(kept);
    input.counts.records += kept.length;
    input.counts.bytes += open.chunk.bytes - before;
    if (open.chunk.bytes >= chunkLimit) {
      this.#open.delete(key);
      this.#deliver(open.chunk, input);
    }
    this.#pauseOrResume(input);
  }

  /** Chunks that wait for delivery or are being gathered: in all, and those of them on disk. */
  get pending(): { readonly total: number; readonly onDisk: number } {
    const chunks = [...this.#waiting.keys(), ...[...this.#open.values()].map(({ chunk }) => chunk)];
    return { total: chunks.length, onDisk: chunks.filter(({ file }) => file !== undefined).length };
  }

  /** Stops the inputs and tries once more to deliver what waits. What is on disk and was not delivered stays. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    for (const input of this.inputs) {
      input.plugin.stop();
    }
    this.#flush();
    const last = [...this.#deliveries];
    await Promise.all(
      last.map(async (delivery) => {
        const attempt = delivery.attempt();
        delivery.stopRetrying();
        await attempt;
      }),
    );
    this.#outputs.forEach((output) => output.plugin.close());
  }

  #filtered(tag: string, record: LogRecord): LogRecord | undefined {
    let current: LogRecord | undefined = record;
    for (const filter of this.#filters) {
      if (current !== undefined && filter.matches(tag)) {
        current = filter.apply(current);
        filter.counts.dropped += current === undefined ? 1 : 0;
      }
    }
    return current;
  }

  #flush(): void {
    const open = [...this.#open.values()];
    this.#open.clear();
    for (const { chunk, input } of open) {
      this.#deliver(chunk, input);
    }
  }

  #deliver(chunk: Chunk, input: InputInstance | undefined): void {
    const outputs = this.#outputs.filter((output) => output.matches(chunk.tag));
    this.#waiting.set(chunk, { left: outputs.length, input });
    if (outputs.length === 0) {
      this.#finish(chunk);
    }
    for (const output of outputs) {
      const delivery = new Delivery(chunk, output, this.#settings.backoff, this.#log, () => {
        this.#deliveries.delete(delivery);
        this.#finish(chunk);
      });
      this.#deliveries.add(delivery);
      this.#makeRoom(output);
      void delivery.attempt();
    }
  }

  /** Counts one output off; the last one ends the chunk. */
  #finish(chunk: Chunk): void {
    const waiting = this.#waiting.get(chunk);
    if (waiting === undefined) {
      return;
    }
    waiting.left -= 1;
    if (waiting.left <= 0) {
      this.#waiting.delete(chunk);
      chunk.remove();
      if (waiting.input !== undefined) {
        this.#pauseOrResume(waiting.input);
      }
    }
  }

  /** Drops the oldest chunks of an output that waits with more on disk than `storage.total_limit_size`. */
  #makeRoom(output: OutputInstance): void {
    if (output.totalLimitSize === undefined) {
      return;
    }
    const own = [...this.#deliveries].filter(
      ({ chunk, output: to }) => to === output && chunk.file !== undefined,
    );
    let bytes = own.reduce((sum, { chunk }) => sum + chunk.bytes, 0);
    for (const delivery of own.slice(0, -1)) {
      if (bytes > output.totalLimitSize && !delivery.flushing) {
        bytes -= delivery.chunk.bytes;
        delivery.drop();
      }
    }
  }

  #pauseOrResume(input: InputInstance): void {
    if (input.memoryLimit === 0 || input.onDisk) {
      return;
    }
    const waiting = [...this.#waiting].filter(([, { input: of }]) => of === input).map(([chunk]) => chunk);
    const open = [...this.#open.values()].filter(({ input: of }) => of === input).map(({ chunk }) => chunk);
    const full = [...waiting, ...open].reduce((sum, chunk) => sum + chunk.bytes, 0) >= input.memoryLimit;
    if (full && !this.#paused.has(input)) {
      this.#log.warn(`[input] ${input.name} paused (mem buf overlimit)`);
      this.#paused.add(input);
      input.plugin.pause();
    } else if (!full && this.#paused.delete(input)) {
      this.#log.info(`[input] ${input.name} resume (mem buf overlimit)`);
      input.plugin.resume();
    }
  }
}
