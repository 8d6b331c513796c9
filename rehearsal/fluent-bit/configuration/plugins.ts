import type { Entry, Section } from "./classic-format.ts";
import {
  filterProperties,
  filterTables,
  inputProperties,
  outputProperties,
  outputTables,
  pluginsOfTheRealOneOnly,
  tailProperties,
} from "./plugin-tables.ts";
import type { PropertyTable } from "./plugin-tables.ts";
import { Properties } from "./properties.ts";
import type { Configuration } from "./read.ts";
import { notRehearsed, Refusal } from "./refusal.ts";
import { sizeOf } from "./values.ts";

/** The kinds of plugins. */
export type PluginKind = "input" | "filter" | "output";

/** One plugin section: which plugin, the instance's name, and its lines. */
export interface PluginSection {
  readonly kind: PluginKind;
  readonly plugin: string;
  /** Such as `tail.0`: numbered by plugin. */
  readonly name: string;
  readonly entries: readonly Entry[];
}

const tables: Readonly<Record<PluginKind, Readonly<Record<string, PropertyTable>>>> = {
  input: { tail: tailProperties },
  filter: filterTables,
  output: outputTables,
};

const common: Readonly<Record<PluginKind, PropertyTable>> = {
  input: inputProperties,
  filter: filterProperties,
  output: outputProperties,
};

/**
 * Finds the plugins of a configuration.
 * @throws {Refusal} for a plugin that does not exist, that the stand-in does not have, or that is wrongly limited
 */
export function pluginsOf(configuration: Configuration): PluginSection[] {
  const counts = new Map<string, number>();
  return configuration.sections.flatMap((section) => {
    const { name: kind } = section;
    if (kind === "custom" || kind === "processor") {
      throw notRehearsed(`a section [${kind.toUpperCase()}]`);
    }
    if (kind !== "input" && kind !== "filter" && kind !== "output") {
      return [];
    }
    const plugin = pluginOf(section, kind);
    const count = counts.get(`${kind} ${plugin}`) ?? 0;
    counts.set(`${kind} ${plugin}`, count + 1);
    checkLimits(section, kind, plugin);
    return [{ kind, plugin, name: `${plugin}.${count}`, entries: section.entries }];
  });
}

/** The checked properties of a plugin. Throws a {@link Refusal} for one that it does not know. */
export function propertiesOf(section: PluginSection): Properties {
  const own = tables[section.kind][section.plugin] ?? {};
  return new Properties(section.plugin, section.entries, common[section.kind], own);
}

function pluginOf(section: Section, kind: PluginKind): string {
  const name = section.entries.find((entry) => entry.key.toLowerCase() === "name")?.value;
  if (name === undefined) {
    throw new Refusal(
      1,
      `[config] section '${kind}' is missing the 'name' property`,
      "configuration file contains errors, aborting.",
    );
  }
  const plugin = name.toLowerCase();
  if (Object.hasOwn(tables[kind], plugin)) {
    return plugin;
  }
  if (pluginsOfTheRealOneOnly[kind].has(plugin)) {
    throw notRehearsed(`the ${kind} "${name}"`);
  }
  throw new Refusal(
    1,
    `[config] section '${name}' tried to instance a plugin name that doesn't exist`,
    "configuration file contains errors, aborting.",
  );
}

/** What the real one reads while it loads the file, before any plugin is asked. */
function checkLimits(section: Section, kind: PluginKind, plugin: string): void {
  for (const { key, value } of section.entries) {
    const name = key.toLowerCase();
    const wrong =
      (name === "mem_buf_limit" && sizeOf(value) === undefined) ||
      (name === "storage.total_limit_size" && sizeOf(value) === undefined) ||
      (kind === "input" && name === "storage.type" && !/^(?:filesystem|memory|memrb)$/i.test(value));
    if (wrong) {
      throw new Refusal(
        1,
        `[config] could not configure property '${key}' on ${kind} plugin with section name '${plugin}'`,
        "configuration file contains errors, aborting.",
      );
    }
  }
}
