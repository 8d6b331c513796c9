import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Chunk } from "./chunk.ts";

/** Makes chunks, in memory or in files below `storage.path`, and finds those that an earlier run left. */
export class ChunkStorage {
  readonly #folder: string | undefined;
  #made = 0;

  /** @param folder `storage.path`; undefined where there is none */
  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  /** @param input the instance that the records come from, such as `tail.0` */
  begin(input: string, tag: string, onDisk: boolean): Chunk {
    this.#made += 1;
    const now = Date.now();
    const name = `${process.pid}-${Math.floor(now / 1000)}.${(now % 1000) * 1_000_000 + this.#made}.flb`;
    if (!onDisk || this.#folder === undefined) {
      return Chunk.begin(tag, name, undefined);
    }
    const folder = join(this.#folder, input);
    mkdirSync(folder, { recursive: true });
    return Chunk.begin(tag, name, join(folder, name));
  }

  /** What was left to deliver, oldest first. Files with nothing whole in them are removed. */
  backlog(): Chunk[] {
    if (this.#folder === undefined) {
      return [];
    }
    mkdirSync(this.#folder, { recursive: true });
    const names = readdirSync(this.#folder, { recursive: true, encoding: "utf8" });
    const chunks: Chunk[] = [];
    for (const name of names.filter((one) => one.endsWith(".flb")).sort(byAge)) {
      const file = join(this.#folder, name);
      const chunk = Chunk.restore(baseName(name), file);
      if (chunk === undefined) {
        rmSync(file, { force: true });
      } else {
        chunks.push(chunk);
      }
    }
    return chunks;
  }
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** By the seconds and nanoseconds in the name. */
function byAge(left: string, right: string): number {
  const age = (name: string): string[] => (/-(\d+)\.(\d+)\.flb$/.exec(name) ?? []).slice(1, 3);
  const [leftSeconds = "0", leftNanos = "0"] = age(left);
  const [rightSeconds = "0", rightNanos = "0"] = age(right);
  return Number(leftSeconds) - Number(rightSeconds) || Number(leftNanos) - Number(rightNanos);
}
