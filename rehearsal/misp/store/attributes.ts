import { randomUUID } from "node:crypto";
import { fold } from "../attributes/collation.ts";
import { attributeType, categories } from "../attributes/types.ts";
import { complaintAbout, halves, joined, normalise } from "../attributes/value.ts";
import { listOf, textOf as text, truth } from "../rest/data.ts";
import type { Data } from "../rest/data.ts";
import type { Database } from "./database.ts";
import type { Row } from "../../store/sqlite.ts";
import { tagNamed } from "./tags.ts";

/** What is wrong with an attribute, field by field, in MISP's words. */
export type Complaints = Readonly<Record<string, readonly string[]>>;

/** Where a new attribute goes. */
export interface Place {
  readonly eventId: number;
  /** 0 outside of an object. */
  readonly objectId: number;
  /** In seconds since 1970. */
  readonly now: number;
}

/** Adds an attribute as it is written in a request; gives its id, or what is wrong with it. */
export function addAttribute(
  database: Database,
  data: Data,
  place: Place,
): { readonly id: number } | { readonly complaints: Complaints } {
  const type = text(data["type"]);
  const known = attributeType(type);
  if (known === undefined) {
    return { complaints: { type: ["Options depend on the selected category."] } };
  }
  const category = text(data["category"]) || known.category;
  if (!categories.includes(category)) {
    return { complaints: { category: [`Invalid category. Options: ${categories.join(", ")}`] } };
  }
  const value = normalise(type, text(data["value"]));
  const complaint = complaintAbout(type, value);
  if (complaint !== undefined) {
    return { complaints: { value: [complaint] } };
  }
  const stored = halves(type, value);
  if (place.objectId === 0 && similar(database, place.eventId, type, category, stored) !== undefined) {
    return { complaints: { value: ["A similar attribute already exists for this event."] } };
  }
  const uuid = text(data["uuid"]) || randomUUID();
  if (database.one("SELECT id FROM attributes WHERE uuid = ?", uuid) !== undefined) {
    return { complaints: { uuid: ["The UUID provided is not unique"] } };
  }
  const id = database.add("attributes", {
    event_id: place.eventId,
    object_id: place.objectId,
    object_relation: place.objectId === 0 ? null : text(data["object_relation"]) || type,
    category,
    type,
    to_ids: data["to_ids"] === undefined ? Number(known.toIds) : Number(truth(data["to_ids"])),
    uuid,
    timestamp: Number(data["timestamp"] ?? place.now),
    distribution: Number(data["distribution"] ?? 5),
    comment: text(data["comment"]),
    deleted: Number(truth(data["deleted"])),
    disable_correlation: Number(truth(data["disable_correlation"])),
    first_seen: text(data["first_seen"]) || null,
    last_seen: text(data["last_seen"]) || null,
    ...stored,
    fold1: fold(stored.value1),
    fold2: fold(stored.value2),
  });
  for (const tag of listOf(data["Tag"])) {
    const tagId = tagNamed(database, text(tag["name"]), text(tag["colour"]) || undefined);
    attachToAttribute(database, { id, eventId: place.eventId }, tagId, truth(tag["local"]));
  }
  return { id };
}

/** Attaches a tag; false when it is there already. */
export function attachToAttribute(
  database: Database,
  attribute: { readonly id: number; readonly eventId: number },
  tagId: number,
  local: boolean,
): boolean {
  const where = "attribute_id = ? AND tag_id = ?";
  if (database.one(`SELECT id FROM attribute_tags WHERE ${where}`, attribute.id, tagId) !== undefined) {
    return false;
  }
  database.add("attribute_tags", {
    attribute_id: attribute.id,
    event_id: attribute.eventId,
    tag_id: tagId,
    local: Number(local),
  });
  return true;
}

/** The attribute with an id or UUID that is not deleted for good. */
export function findAttribute(database: Database, idOrUuid: string): Row | undefined {
  return database.one("SELECT * FROM attributes WHERE CAST(id AS TEXT) = ? OR uuid = ?", idOrUuid, idOrUuid);
}

/** The value as answers show it. */
export function valueOf(attribute: Row): string {
  return joined(String(attribute["type"]), {
    value1: String(attribute["value1"]),
    value2: String(attribute["value2"]),
  });
}

function similar(
  database: Database,
  eventId: number,
  type: string,
  category: string,
  { value1, value2 }: { readonly value1: string; readonly value2: string },
): Row | undefined {
  return database.one(
    `SELECT id FROM attributes WHERE event_id = ? AND type = ? AND category = ? AND fold1 = ? AND fold2 = ?
     AND deleted = 0 AND object_id = 0`,
    eventId,
    type,
    category,
    fold(value1),
    fold(value2),
  );
}
