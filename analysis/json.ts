/**
 * JSON as Wazuh's cJSON reads and writes it: the keys keep their order and may come twice, what follows the first value
 * is not looked at, control characters may stand in a string, and a NUL ends it.
 */

export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;

/** An object whose keys stand in the order that they came in. */
export class JsonObject {
  readonly entries: [key: string, value: JsonValue][] = [];

  /** The first value under a key. Like cJSON_GetObjectItem, it does not look at the case of ASCII letters. */
  get(key: string): JsonValue | undefined {
    return this.entries.find(([name]) => name.length === key.length && sameName(name, key))?.[1];
  }

  add(key: string, value: JsonValue): this {
    this.entries.push([key, value]);
    return this;
  }
}

const sameName = (one: string, other: string): boolean =>
  one === other || one.toLowerCase() === other.toLowerCase();

/** Whether a number is one that cJSON holds as an int. */
export const isInt = (value: number): boolean =>
  Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 31;
