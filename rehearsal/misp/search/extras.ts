import { valueOf } from "../store/attributes.ts";
import type { Database } from "../store/database.ts";
import type { Row } from "../../store/sqlite.ts";
import { organisation } from "../store/organisations.ts";

/** The sightings of an attribute, as `includeSightings` shows them. */
export function sightingsOf(database: Database, attribute: Row): Record<string, unknown>[] {
  const sightings = database.all(
    "SELECT * FROM sightings WHERE attribute_id = ? ORDER BY id",
    Number(attribute["id"]),
  );
  return sightings.map((sighting) => {
    const { id, uuid, name } = organisation(database, Number(sighting["org_id"]));
    return {
      ...shownSighting(sighting),
      attribute_uuid: attribute["uuid"],
      Organisation: { id: String(id), uuid, name },
    };
  });
}

/** A sighting's own fields. */
export function shownSighting(sighting: Row): Record<string, unknown> {
  return {
    id: String(sighting["id"]),
    attribute_id: String(sighting["attribute_id"]),
    event_id: String(sighting["event_id"]),
    org_id: String(sighting["org_id"]),
    date_sighting: String(sighting["date_sighting"]),
    uuid: sighting["uuid"],
    source: sighting["source"],
    type: String(sighting["type"]),
  };
}

/** The attributes of other events with the same value. */
export function relatedAttributes(database: Database, attribute: Row): Record<string, unknown>[] {
  const related = database.all(
    `SELECT attributes.* FROM attributes WHERE event_id <> ? AND deleted = 0 AND disable_correlation = 0
     AND (fold1 = ? OR (fold1 <> '' AND fold1 = ?) OR (fold2 <> '' AND fold2 IN (?, ?))) ORDER BY id`,
    Number(attribute["event_id"]),
    String(attribute["fold1"]),
    String(attribute["fold2"]),
    String(attribute["fold1"]),
    String(attribute["fold2"]),
  );
  return related.map((one) => ({
    id: String(one["id"]),
    event_id: String(one["event_id"]),
    object_id: String(one["object_id"]),
    object_relation: one["object_relation"],
    category: one["category"],
    type: one["type"],
    value: valueOf(one),
    uuid: one["uuid"],
    timestamp: String(one["timestamp"]),
    distribution: String(one["distribution"]),
    sharing_group_id: "0",
    to_ids: one["to_ids"] === 1,
    comment: one["comment"],
    Event: shortEvent(database, Number(one["event_id"])),
  }));
}

function shortEvent(database: Database, id: number): Record<string, unknown> {
  const event = database.one("SELECT * FROM events WHERE id = ?", id) ?? {};
  return {
    id: String(id),
    uuid: event["uuid"],
    threat_level_id: String(event["threat_level_id"]),
    distribution: String(event["distribution"]),
    info: event["info"],
    org_id: String(event["org_id"]),
    orgc_id: String(event["orgc_id"]),
    date: event["date"],
  };
}
