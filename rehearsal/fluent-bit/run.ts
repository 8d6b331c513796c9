import { appendFileSync, readFileSync } from "node:fs";
import type { Served } from "../http/serve.ts";
import { serve } from "../http/serve.ts";
import { parseClassicFormat } from "./configuration/classic-format.ts";
import type { PluginSection } from "./configuration/plugins.ts";
import { pluginsOf, propertiesOf } from "./configuration/plugins.ts";
import { readConfiguration } from "./configuration/read.ts";
import { Refusal } from "./configuration/refusal.ts";
import type { Service } from "./configuration/service.ts";
import { serviceOf } from "./configuration/service.ts";
import { filterOf, outputOf } from "./instances.ts";
import { httpApi, version } from "./http-api.ts";
import type { Log } from "./log.ts";
import { createLog } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { metricsOf } from "./metrics.ts";
import type { InputInstance } from "./pipeline/engine.ts";
import { Engine } from "./pipeline/engine.ts";
import { ChunkStorage } from "./pipeline/storage.ts";
import type { Parser } from "./records/parsers.ts";
import { parserOf } from "./records/parsers.ts";
import { tailOptions } from "./tail/options.ts";
import { Tail } from "./tail/tail.ts";

/** What a run starts from. */
export interface Run {
  /** The path of the main configuration file. */
  readonly configuration: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Takes a line of the log; with `Log_File` set they go there. */
  readonly write: (line: string) => void;
}

/** A pipeline at work. `httpPort` is there where the HTTP server is on. */
export interface Running {
  readonly httpPort: number | undefined;
  /** What `/api/v1/metrics` tells. */
  readonly metrics: () => Metrics;
  /** Delivers what can be delivered, and ends. */
  stop(): Promise<void>;
}

/** A configuration that was read as far as `--dry-run` reads it. */
export interface Checked {
  readonly service: Service;
  readonly parsers: ReadonlyMap<string, Parser>;
  readonly plugins: readonly PluginSection[];
  readonly log: Log;
}

/**
 * Reads the configuration as `--dry-run` does.
 * @throws {Refusal} for what the real one finds then
 */
export function check(run: Run): Checked {
  const early = createLog("info", run.write);
  const configuration = readConfiguration(run.configuration, run.environment, (message) =>
    early.warn(message),
  );
  const service = serviceOf(configuration);
  const { logFile } = service;
  const log = createLog(
    service.logLevel,
    logFile === undefined ? run.write : (line) => appendFileSync(logFile, `${line}\n`),
  );
  const plugins = pluginsOf(configuration);
  plugins.forEach(propertiesOf);
  return { service, parsers: parsersOf(service, log), plugins, log };
}

/**
 * Starts a pipeline.
 * @throws {Refusal} for what keeps the real one from starting
 */
export async function run(settings: Run): Promise<Running> {
  const { service, parsers, plugins, log } = check(settings);
  log.info(`[fluent bit] version=${version}, commit=rehearsal, pid=${process.pid}`);
  const kind = (wanted: PluginSection["kind"]): PluginSection[] =>
    plugins.filter((plugin) => plugin.kind === wanted);
  const filters = kind("filter").map((section) => filterOf(section));
  const outputs = kind("output").map((section) => outputOf(section, log));
  const engine = new Engine(filters, outputs, new ChunkStorage(service.storagePath), service, log);
  for (const section of kind("input")) {
    engine.inputs.push(inputOf(section, { service, parsers, engine, log }));
  }
  let http: Served | undefined;
  if (service.http !== undefined) {
    http = await serve(httpApi({ engine, filters, outputs, service }), {
      ...service.http,
      maxBody: 1_000_000,
    });
    log.info(`[http_server] listen iface=${service.http.address} tcp_port=${http.port}`);
  }
  engine.start();
  return {
    httpPort: http?.port,
    metrics: () => metricsOf({ engine, filters, outputs }),
    stop: async () => {
      log.info("[engine] pausing all inputs..");
      await engine.stop();
      await http?.close();
      log.info("[engine] service has stopped (0 pending tasks)");
    },
  };
}

function parsersOf(service: Service, log: Log): Map<string, Parser> {
  const parsers = new Map<string, Parser>();
  for (const path of service.parsersFiles) {
    for (const item of parseClassicFormat(textOf(path), path)) {
      if (item.kind === "section" && item.section.name === "parser") {
        const { name, parser } = parserOf(item.section, (message) => log.warn(message));
        parsers.set(name, parser);
      }
    }
  }
  return parsers;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new Refusal(1, `[config] could not open parser configuration file, aborting. (${path})`);
  }
}

interface Surroundings {
  readonly service: Service;
  readonly parsers: ReadonlyMap<string, Parser>;
  readonly engine: Engine;
  readonly log: Log;
}

function inputOf(section: PluginSection, { service, parsers, engine, log }: Surroundings): InputInstance {
  const properties = propertiesOf(section);
  const { name } = section;
  const onDisk = properties.text("storage.type")?.toLowerCase() === "filesystem";
  if (onDisk && service.storagePath === undefined) {
    throw new Refusal(
      255,
      `[storage] instance '${name}' requested filesystem storage but no filesystem path was defined.`,
      "[engine] storage creation failed",
    );
  }
  const options = tailOptions(properties, name);
  const parser = options.parser === undefined ? undefined : parsers.get(options.parser);
  if (options.parser !== undefined && parser === undefined) {
    log.error(`[input:tail:${name}] parser '${options.parser}' is not registered`);
  }
  const instance: InputInstance = {
    name,
    title: properties.text("alias") ?? name,
    onDisk,
    memoryLimit: properties.size("mem_buf_limit", 0),
    plugin: new Tail(name, options, parser, log, (tag, records) => engine.take(instance, tag, records)),
    counts: { records: 0, bytes: 0 },
  };
  return instance;
}
