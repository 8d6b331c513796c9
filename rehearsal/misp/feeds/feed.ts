import type { Data } from "../rest/data.ts";
import { textOf, truth } from "../rest/data.ts";
import type { Database } from "../store/database.ts";

/** A feed, as answers show it: numbers are text, flags are not. */
export interface Feed {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly url: string;
  readonly enabled: boolean;
  readonly distribution: string;
  readonly source_format: "misp" | "freetext" | "csv";
  readonly input_source: "network" | "local";
  readonly fixed_event: boolean;
  readonly event_id: string;
  readonly publish: boolean;
  readonly settings: string | null;
  readonly lookup_visible: boolean;
  readonly caching_enabled: boolean;
  readonly cache_timestamp: string | false;
  readonly [other: string]: unknown;
}

/** The feeds of a fresh installation. None is enabled. */
export const defaultFeeds: readonly Data[] = [
  { name: "CIRCL OSINT Feed", provider: "CIRCL", url: "https://www.circl.lu/doc/misp/feed-osint" },
  { name: "The Botvrij.eu Data", provider: "Botvrij.eu", url: "https://www.botvrij.eu/data/feed-osint" },
].map((feed) => ({
  ...feed,
  source_format: "misp",
  distribution: "3",
  default: true,
  fixed_event: false,
  lookup_visible: false,
  settings: null,
}));

/** Every feed. */
export function allFeeds(database: Database): Feed[] {
  return database.all("SELECT id, content FROM feeds ORDER BY id").map((row) => ({
    ...(JSON.parse(String(row["content"])) as Feed),
    id: String(row["id"]),
  }));
}

/** Adds a feed as it is written in a request. */
export function addFeed(database: Database, data: Data): Feed {
  const format = textOf(data["source_format"]);
  const settings = data["settings"];
  const feed: Omit<Feed, "id"> = {
    name: textOf(data["name"]),
    provider: textOf(data["provider"]),
    url: textOf(data["url"]),
    rules: null,
    enabled: truth(data["enabled"]),
    distribution: textOf(data["distribution"]) || "0",
    sharing_group_id: "0",
    tag_id: textOf(data["tag_id"]) || "0",
    default: truth(data["default"]),
    source_format: format === "misp" || format === "csv" ? format : "freetext",
    fixed_event: data["fixed_event"] === undefined ? true : truth(data["fixed_event"]),
    delta_merge: truth(data["delta_merge"]),
    event_id: textOf(data["target_event"]) || "0",
    publish: truth(data["publish"]),
    override_ids: truth(data["override_ids"]),
    settings:
      settings === null ? null : typeof settings === "string" ? settings : JSON.stringify(settings ?? []),
    input_source: textOf(data["input_source"]).toLowerCase() === "local" ? "local" : "network",
    delete_local_file: truth(data["delete_local_file"]),
    lookup_visible: truth(data["lookup_visible"]),
    headers: data["headers"] ?? null,
    caching_enabled: truth(data["caching_enabled"]),
    force_to_ids: truth(data["force_to_ids"]),
    orgc_id: textOf(data["orgc_id"]) || "0",
    tag_collection_id: "0",
    cache_timestamp: false,
  };
  const id = database.add("feeds", { content: JSON.stringify(feed) });
  return { ...feed, id: String(id) } as Feed;
}

/** Changes a feed. */
export function changeFeed(database: Database, feed: Feed, change: Partial<Feed>): Feed {
  const { id, ...content } = { ...feed, ...change };
  database.change("feeds", Number(id), { content: JSON.stringify(content) });
  return { ...content, id };
}
