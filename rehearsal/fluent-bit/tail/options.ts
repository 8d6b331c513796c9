import { Refusal } from "../configuration/refusal.ts";
import type { Properties } from "../configuration/properties.ts";

/** The settings of one `tail`. Sizes in bytes, times in milliseconds. */
export interface TailOptions {
  readonly paths: readonly string[];
  readonly excluded: readonly string[];
  readonly tag: string;
  readonly key: string;
  readonly parser: string | undefined;
  readonly pathKey: string | undefined;
  readonly offsetKey: string | undefined;
  readonly readFromHead: boolean;
  readonly newFilesFromHead: boolean;
  readonly refreshInterval: number;
  readonly rotateWait: number;
  readonly chunkSize: number;
  readonly maxSize: number;
  readonly skipLongLines: boolean;
  readonly database: string | undefined;
  readonly compareFileName: boolean;
  readonly lockDatabase: boolean;
}

/**
 * Reads the settings. https://docs.fluentbit.io/manual/data-pipeline/inputs/tail
 * @param name the instance, such as `tail.0`
 * @throws {Refusal} for what keeps the real one from starting
 */
export function tailOptions(properties: Properties, name: string): TailOptions {
  const refused = (message: string): Refusal =>
    new Refusal(255, `[input:tail:${name}] ${message}`, `failed initialize input ${name}`);
  const paths = properties.list("path");
  if (paths.length === 0) {
    throw refused("no input 'path' was given");
  }
  const refresh = properties.seconds("refresh_interval", 60);
  if (refresh <= 0) {
    throw refused(`invalid 'refresh_interval' config value (${properties.text("refresh_interval") ?? ""})`);
  }
  const chunkSize = properties.size("buffer_chunk_size", 32_768);
  const maxSize = properties.size("buffer_max_size", 32_768);
  if (maxSize < chunkSize) {
    throw refused("buffer_max_size must be >= buffer_chunk");
  }
  return {
    paths,
    excluded: properties.list("exclude_path"),
    tag: properties.text("tag") ?? name,
    key: properties.text("key") ?? "log",
    parser: properties.text("parser"),
    pathKey: properties.text("path_key"),
    offsetKey: properties.text("offset_key"),
    readFromHead: properties.flag("read_from_head", false),
    newFilesFromHead: properties.flag("read_newly_discovered_files_from_head", true),
    refreshInterval: refresh * 1000,
    rotateWait: properties.seconds("rotate_wait", 5) * 1000,
    chunkSize,
    maxSize,
    skipLongLines: properties.flag("skip_long_lines", false),
    database: properties.text("db"),
    compareFileName: properties.flag("db.compare_filename", false),
    lockDatabase: properties.flag("db.locking", false),
  };
}
