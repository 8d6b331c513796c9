import type { Entry } from "./classic-format.ts";
import type { PropertyTable } from "./plugin-tables.ts";
import { notRehearsed, Refusal } from "./refusal.ts";
import { booleanOf, secondsOf, sizeOf } from "./values.ts";

/** The properties of one plugin instance, checked against what the plugin knows. */
export class Properties {
  /** The plugin's name, such as `tail`. */
  readonly plugin: string;
  readonly #values = new Map<string, string[]>();

  /**
   * @param tables the plugin's own properties and those of its kind
   * @throws {Refusal} for a name that the plugin does not know, and for one that the stand-in does not act upon
   */
  constructor(plugin: string, entries: readonly Entry[], ...tables: readonly PropertyTable[]) {
    this.plugin = plugin;
    const table: PropertyTable = Object.assign({}, ...tables) as PropertyTable;
    for (const { key, value } of entries) {
      const name = key.toLowerCase();
      const kind = table[name] ?? (name === "name" ? "text" : undefined);
      if (kind === undefined) {
        const allowed = Object.keys(table).join(", ");
        throw new Refusal(
          255,
          `[config] ${plugin}: unknown configuration property '${key}'. The following properties are allowed: ${allowed}.`,
        );
      }
      if (kind === "real only") {
        throw notRehearsed(`the property "${key}" of the plugin "${plugin}"`);
      }
      this.#values.set(name, [...(this.#values.get(name) ?? []), value]);
    }
  }

  /** The first value given; undefined where there is none. */
  text(name: string): string | undefined {
    return this.#values.get(name)?.[0];
  }

  /** Every value, in order, of a property that may come more than once. */
  texts(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  /** A comma-separated list. */
  list(name: string): string[] {
    return (this.text(name) ?? "")
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== "");
  }

  flag(name: string, otherwise: boolean): boolean {
    return this.#parsed(name, otherwise, booleanOf, (value) => [
      `[config map] invalid value for boolean property '${name}=${value}'`,
    ]);
  }

  /** In bytes. */
  size(name: string, otherwise: number): number {
    return this.#parsed(name, otherwise, sizeOf, (value) => [
      `[config map] invalid value for size property '${name}=${value}'`,
    ]);
  }

  seconds(name: string, otherwise: number): number {
    return this.#parsed(name, otherwise, secondsOf, (value) => [`invalid '${name}' config value (${value})`]);
  }

  #parsed<T>(
    name: string,
    otherwise: T,
    parse: (text: string) => T | undefined,
    message: (text: string) => string[],
  ): T {
    const text = this.text(name);
    if (text === undefined) {
      return otherwise;
    }
    const value = parse(text);
    if (value === undefined) {
      throw new Refusal(255, ...message(text));
    }
    return value;
  }
}
