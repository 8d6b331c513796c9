import { isAbsolute, join } from "node:path";
import type { Level } from "../log.ts";
import { isLevel } from "../log.ts";
import type { Configuration } from "./read.ts";
import { booleanOf } from "./values.ts";

/** The `[SERVICE]` section. Times in seconds. Keys that nobody knows are ignored, as in the real one. */
export interface Service {
  readonly flush: number;
  readonly logLevel: Level;
  readonly logFile: string | undefined;
  readonly parsersFiles: readonly string[];
  readonly http: { readonly address: string; readonly port: number } | undefined;
  readonly health: { readonly errors: number; readonly retriesFailed: number; readonly period: number };
  readonly storagePath: string | undefined;
  readonly storageMetrics: boolean;
  readonly backoff: { readonly base: number; readonly cap: number };
}

/** Reads it; https://docs.fluentbit.io/manual/administration/configuring-fluent-bit/classic-mode/configuration-file */
export function serviceOf(configuration: Configuration): Service {
  const entries = configuration.sections
    .filter((section) => section.name === "service")
    .flatMap((section) => section.entries);
  const texts = (key: string): string[] =>
    entries.filter((entry) => entry.key.toLowerCase() === key).map((entry) => entry.value);
  const text = (key: string): string | undefined => texts(key).at(-1);
  const number = (key: string, otherwise: number): number => {
    const value = Number.parseFloat(text(key) ?? "");
    return Number.isNaN(value) ? otherwise : value;
  };
  const flag = (key: string): boolean => booleanOf(text(key) ?? "off") ?? false;
  const level = (text("log_level") ?? "info").toLowerCase();
  return {
    flush: number("flush", 1),
    logLevel: level === "warning" ? "warn" : isLevel(level) ? level : "info",
    logFile: text("log_file"),
    parsersFiles: texts("parsers_file").map((path) =>
      isAbsolute(path) ? path : join(configuration.folder, path),
    ),
    http: flag("http_server")
      ? { address: text("http_listen") ?? "0.0.0.0", port: number("http_port", 2020) }
      : undefined,
    health: {
      errors: number("hc_errors_count", 5),
      retriesFailed: number("hc_retry_failure_count", 5),
      period: number("hc_period", 60),
    },
    storagePath: text("storage.path"),
    storageMetrics: flag("storage.metrics"),
    backoff: { base: number("scheduler.base", 5), cap: number("scheduler.cap", 2000) },
  };
}
