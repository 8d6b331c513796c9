import type { PluginSection } from "./configuration/plugins.ts";
import { propertiesOf } from "./configuration/plugins.ts";
import type { Properties } from "./configuration/properties.ts";
import type { FilterInstance, FilterPlugin } from "./filters/filter.ts";
import { grepFilter } from "./filters/grep.ts";
import { modifyFilter } from "./filters/modify.ts";
import { recordModifierFilter } from "./filters/record-modifier.ts";
import type { Log } from "./log.ts";
import { gelfOutput } from "./outputs/gelf.ts";
import { httpOutput } from "./outputs/http.ts";
import type { OutputInstance, OutputPlugin } from "./outputs/output.ts";
import { retryLimitOf } from "./outputs/retry-limit.ts";
import { Slots } from "./outputs/slots.ts";
import { nullOutput, stdoutOutput } from "./outputs/stdout.ts";
import { tcpOutput } from "./outputs/tcp.ts";
import { tagMatchOf } from "./pipeline/matching.ts";

/** Chunks that an output delivers at once. */
const workers = 2;

/** Makes one `[FILTER]`. Throws a Refusal for what keeps the real one from starting. */
export function filterOf(section: PluginSection): FilterInstance {
  const properties = propertiesOf(section);
  return {
    name: properties.text("alias") ?? section.name,
    matches: tagMatchOf(properties),
    apply: filterPlugin(section, properties),
    counts: { dropped: 0, added: 0 },
  };
}

/** Makes one `[OUTPUT]`. Throws a Refusal for what keeps the real one from starting. */
export function outputOf(section: PluginSection, log: Log): OutputInstance {
  const properties = propertiesOf(section);
  const limit = properties.text("storage.total_limit_size");
  return {
    name: section.name,
    title: properties.text("alias") ?? section.name,
    matches: tagMatchOf(properties),
    retryLimit: retryLimitOf(properties.text("retry_limit"), (message) => log.warn(message)),
    totalLimitSize: limit === undefined ? undefined : properties.size("storage.total_limit_size", 0),
    plugin: outputPlugin(section, properties, log),
    slots: new Slots(workers),
    counts: {
      procRecords: 0,
      procBytes: 0,
      errors: 0,
      retries: 0,
      retriesFailed: 0,
      droppedRecords: 0,
      retriedRecords: 0,
    },
  };
}

function filterPlugin(section: PluginSection, properties: Properties): FilterPlugin {
  switch (section.plugin) {
    case "grep":
      return grepFilter(properties, section.name);
    case "modify":
      return modifyFilter(section.entries, section.name);
    default:
      return recordModifierFilter(properties);
  }
}

function outputPlugin(section: PluginSection, properties: Properties, log: Log): OutputPlugin {
  switch (section.plugin) {
    case "tcp":
      return tcpOutput(properties, section.name, log);
    case "http":
      return httpOutput(properties, section.name, log);
    case "gelf":
      return gelfOutput(properties, section.name, log);
    case "stdout":
      return stdoutOutput(properties, section.name, log);
    default:
      return nullOutput();
  }
}
