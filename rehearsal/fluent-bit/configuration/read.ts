import { globSync, readFileSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { parseClassicFormat } from "./classic-format.ts";
import type { Section } from "./classic-format.ts";
import { translate } from "./environment.ts";
import { Refusal } from "./refusal.ts";

/** A whole configuration: every section of the file and of those that it includes, with `${}` translated. */
export interface Configuration {
  /** The folder of the main file, which relative paths such as `Parsers_File` start from. */
  readonly folder: string;
  readonly sections: readonly Section[];
}

/**
 * Reads a configuration file with what it includes.
 * @param warn is told what the real one warns about and starts all the same
 * @throws {Refusal} when a file is missing or a line cannot be read
 */
export function readConfiguration(
  path: string,
  environment: Readonly<Record<string, string | undefined>>,
  warn: (message: string) => void,
): Configuration {
  const folder = dirname(real(path));
  const sections: Section[] = [];
  const set = new Map<string, string>();
  const seen = new Set<string>();
  const include = (file: string): void => {
    const full = real(isAbsolute(file) ? file : join(folder, file));
    if (seen.has(full)) {
      throw new Refusal(1, `[config] file already included ${file}`);
    }
    seen.add(full);
    for (const item of parseClassicFormat(readFileSync(full, "utf8"), file)) {
      if (item.kind === "section") {
        sections.push(item.section);
      } else if (item.kind === "include") {
        included(item.path, folder).forEach(include);
      } else if (item.name === "set") {
        const equals = item.value.indexOf("=");
        set.set(item.value.slice(0, equals), item.value.slice(equals + 1));
      }
    }
  };
  include(path);
  const variables = { set, environment, warn };
  for (const section of sections) {
    for (const [index, entry] of section.entries.entries()) {
      section.entries[index] = { key: entry.key, value: translate(entry.value, variables) };
    }
  }
  return { folder, sections };
}

function included(path: string, folder: string): string[] {
  if (!path.includes("*")) {
    return [path];
  }
  const found = globSync(isAbsolute(path) ? path : join(folder, path)).sort();
  if (found.length === 0) {
    throw new Refusal(1, `[read_glob] glob: [${path}] no match`);
  }
  return found;
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    throw new Refusal(1, `[config] I cannot open ${path} file`);
  }
}
