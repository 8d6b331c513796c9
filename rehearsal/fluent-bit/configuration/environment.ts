import { readFileSync } from "node:fs";

/** Variables that `${NAME}` stands for: `@SET` lines before the process' own environment. */
export interface Variables {
  readonly set: ReadonlyMap<string, string>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Called for a name that nobody set; the real one warns and goes on with an empty text. */
  readonly warn: (message: string) => void;
}

/** Replaces each `${NAME}`; `@SET NAME=file:///path` stands for what is in that file. */
export function translate(value: string, variables: Variables): string {
  return value.replaceAll(/\$\{([^}]*)\}/g, (_all, name: string) => {
    const found = variables.set.get(name) ?? variables.environment[name];
    if (found === undefined) {
      variables.warn(`[env] variable \${${name}} is used but not set`);
      return "";
    }
    return found.startsWith("file://") ? readFileSync(found.slice("file://".length), "utf8") : found;
  });
}
