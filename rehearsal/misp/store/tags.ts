import { createHash } from "node:crypto";
import type { Database } from "./database.ts";
import type { Row } from "../../store/sqlite.ts";

/** What carries a tag. */
export type Tagged = "event" | "attribute";

/** The id of the tag with a name, which is made when it is not there. */
export function tagNamed(database: Database, name: string, colour?: string): number {
  const found = database.one("SELECT id FROM tags WHERE name = ?", name);
  return found === undefined
    ? database.add("tags", {
        name,
        colour: colour ?? `#${createHash("md5").update(name).digest("hex").slice(0, 6)}`,
      })
    : Number(found["id"]);
}

/** The id of a tag that is named by its name or its id; undefined when it is not there. */
export function findTag(database: Database, nameOrId: string): number | undefined {
  const row = database.one("SELECT id FROM tags WHERE name = ? OR CAST(id AS TEXT) = ?", nameOrId, nameOrId);
  return row === undefined ? undefined : Number(row["id"]);
}

/** The tags of an event or attribute, in the order in which they were attached. */
export function tagsOf(database: Database, kind: Tagged, id: number): Row[] {
  return database.all(
    `SELECT tags.*, local FROM ${kind}_tags JOIN tags ON tags.id = tag_id WHERE ${kind}_id = ? ORDER BY ${kind}_tags.id`,
    id,
  );
}

/** A tag as an event's own view shows it. */
export function tagOfEventView(tag: Row): Record<string, unknown> {
  return {
    id: String(tag["id"]),
    name: tag["name"],
    colour: tag["colour"],
    exportable: tag["exportable"] === 1,
    user_id: "0",
    hide_tag: tag["hide_tag"] === 1,
    numerical_value: null,
    is_galaxy: false,
    is_custom_galaxy: false,
    local_only: false,
    local: tag["local"] === 1,
    relationship_type: null,
  };
}
