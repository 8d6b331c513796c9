import { BlockList, isIPv4, isIPv6 } from "node:net";
import type { Database } from "../store/database.ts";
import type { Warninglist } from "./lists.ts";
import { warninglists } from "./lists.ts";

/** A hit, as `includeWarninglistHits` shows it. */
export interface Warning {
  readonly match: string;
  readonly value: string;
  readonly warninglist_id: string;
  readonly warninglist_name: string;
  readonly warninglist_category: string;
}

/** The ids of the enabled lists. A fresh installation has none enabled. */
export function enabledLists(database: Database): number[] {
  return JSON.parse(database.setting("warninglists", () => "[]")) as number[];
}

/** The hits of a value in every enabled list that is for its type; each half of a composite is looked at. */
export function warningsFor(database: Database, type: string, value: string): Warning[] {
  const enabled = enabledLists(database);
  return warninglists
    .filter(({ id, types }) => enabled.includes(id) && types.includes(type))
    .flatMap((list) => {
      const hit = value
        .split("|")
        .map((half) => ({ half, match: matchIn(list, half) }))
        .find(({ match }) => match !== undefined);
      return hit?.match === undefined ? [] : [warning(list, hit.half, hit.match)];
    });
}

/** The entry of a list that takes a value, whatever its type. */
export function matchIn(list: Warninglist, value: string): string | undefined {
  switch (list.type) {
    case "cidr":
      return list.values.find((block) => contains(block, value));
    case "string":
      return list.values.find((entry) => entry === value);
    case "hostname": {
      const host = hostOf(value);
      return list.values.find((entry) => host === entry || host.endsWith(`.${entry}`));
    }
  }
}

function contains(block: string, value: string): boolean {
  const [network = "", length = "32"] = block.split("/");
  const [ip = ""] = value.split("/");
  const family = isIPv4(ip) ? "ipv4" : isIPv6(ip) ? "ipv6" : undefined;
  if (family === undefined || isIPv4(network) !== (family === "ipv4")) {
    return false;
  }
  const list = new BlockList();
  list.addSubnet(network, Number(length), family);
  return list.check(ip, family);
}

function hostOf(value: string): string {
  const lower = value.toLowerCase();
  if (lower.includes("://")) {
    return URL.canParse(lower) ? new URL(lower).hostname : lower;
  }
  return lower.slice(lower.lastIndexOf("@") + 1);
}

function warning(list: Warninglist, value: string, match: string): Warning {
  return {
    match,
    value,
    warninglist_id: String(list.id),
    warninglist_name: list.name,
    warninglist_category: "false_positive",
  };
}
