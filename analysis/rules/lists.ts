import { UnsupportedContent } from "../problems.ts";
import type { Condition, ListQuery } from "./rule.ts";

/**
 * How a rule asks a list. Wazuh also has `address_match_key_value`, which takes an address whose value does not match, and
 * one that is not in the list at all (4.x, `OS_DBSearch`): what it is meant to do it does not do.
 */
export const listLookups = [
  "match_key",
  "not_match_key",
  "match_key_value",
  "address_match_key",
  "not_address_match_key",
] as const;
export type ListLookup = (typeof listLookups)[number];

/** Lists of keys, each with or without a value, by the path that rules name them by. */
export type Lists = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Reads a list: one key a line with a colon behind it, and after that its value, if any. A key with colons of its own
 * stands between double quotes.
 *
 * @param name path that rules name it by
 * @see https://documentation.wazuh.com/current/user-manual/ruleset/cdb-list.html
 */
export function readList(text: string, name: string): ReadonlyMap<string, string> {
  const list = new Map<string, string>();
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") {
      continue;
    }
    const [, quoted, bare, value = ""] = /^(?:"([^"]*)"|([^:]*)):(.*)$/.exec(line) ?? [];
    const key = quoted ?? bare;
    if (key === undefined) {
      throw new UnsupportedContent(`Line ${index + 1} of ${name}`, "a key without a colon behind it");
    }
    list.set(key, value.replace(/\r$/, "").replace(/^"(.*)"$/, "$1"));
  }
  return list;
}

/** The condition that a rule's question to a list comes to; undefined where there is no such list. */
export function listCondition({ list: path, field, read, lookup, value }: ListQuery, lists: Lists) {
  const list = lists.get(path);
  if (!list) {
    return undefined;
  }
  const found = (text: string) => (lookup.includes("address") ? addressValue(list, text) : list.get(text));
  const condition: Condition = {
    name: `list ${path} ${lookup} ${field}`,
    read,
    expression: {
      pattern: value?.pattern ?? "",
      negate: lookup.startsWith("not_"),
      test: (text) => {
        const held = found(text);
        if (lookup.endsWith("_value")) {
          return held !== undefined && value?.test(held) === true;
        }
        return (held !== undefined) !== lookup.startsWith("not_");
      },
    },
  };
  return condition;
}

/** The value of an address, or of a part of it that ends with a dot, the longest first. */
function addressValue(list: ReadonlyMap<string, string>, address: string): string | undefined {
  if (list.has(address)) {
    return list.get(address);
  }
  for (let end = address.lastIndexOf("."); end > 0; end = address.lastIndexOf(".", end - 1)) {
    const part = address.slice(0, end + 1);
    if (list.has(part)) {
      return list.get(part);
    }
  }
  return undefined;
}
