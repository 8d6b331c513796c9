import { randomUUID } from "node:crypto";
import type { Data } from "../rest/data.ts";
import { dataOf, listOf, textOf, truth } from "../rest/data.ts";
import type { Complaints } from "./attributes.ts";
import { addAttribute } from "./attributes.ts";
import type { Database } from "./database.ts";
import type { Row } from "../../store/sqlite.ts";
import { organisationNamed } from "./organisations.ts";
import { tagNamed } from "./tags.ts";

/** Who adds an event, and when (seconds since 1970). */
export interface Author {
  readonly userId: number;
  readonly organisationId: number;
  readonly now: number;
}

/** Fields that were refused inside of an event that was added all the same. */
export interface Added {
  readonly id: number;
  readonly refused: readonly { readonly where: string; readonly complaints: Complaints }[];
}

/** Adds an event with its attributes, objects and tags. `info` is the one field that it must have. */
export function addEvent(
  database: Database,
  data: Data,
  author: Author,
): Added | { readonly complaints: Complaints } {
  const info = textOf(data["info"]);
  if (info === "") {
    return { complaints: { info: ["Info cannot be empty."] } };
  }
  const uuid = textOf(data["uuid"]) || randomUUID();
  const published = truth(data["published"]);
  const creator = dataOf(data["Orgc"]);
  const creatorId =
    textOf(creator["name"]) === ""
      ? author.organisationId
      : organisationNamed(database, textOf(creator["name"]), textOf(creator["uuid"]) || undefined, false).id;
  const id = database.add("events", {
    uuid,
    info,
    date: textOf(data["date"]) || new Date(author.now * 1000).toISOString().slice(0, 10),
    threat_level_id: Number(data["threat_level_id"] ?? 4),
    analysis: Number(data["analysis"] ?? 0),
    distribution: Number(data["distribution"] ?? 0),
    published: Number(published),
    timestamp: Number(data["timestamp"] ?? author.now),
    publish_timestamp: published ? author.now : 0,
    org_id: author.organisationId,
    orgc_id: creatorId,
    user_id: author.userId,
    extends_uuid: textOf(data["extends_uuid"]),
  });
  listOf(data["Tag"]).forEach((tag) => {
    attachToEvent(
      database,
      id,
      tagNamed(database, textOf(tag["name"]), textOf(tag["colour"]) || undefined),
      truth(tag["local"]),
    );
  });
  return { id, refused: addContents(database, id, data, author.now) };
}

/** Adds the attributes and objects of a request to an event; gives what was refused. */
export function addContents(database: Database, eventId: number, data: Data, now: number): Added["refused"] {
  const refused: { where: string; complaints: Complaints }[] = [];
  const add = (attribute: Data, objectId: number, where: string): void => {
    const result = addAttribute(database, attribute, { eventId, objectId, now });
    if ("complaints" in result) {
      refused.push({ where, complaints: result.complaints });
    }
  };
  listOf(data["Attribute"]).forEach((attribute, index) => add(attribute, 0, `Attribute.${index}`));
  listOf(data["Object"]).forEach((object, index) => {
    const objectId = database.add("objects", {
      event_id: eventId,
      uuid: textOf(object["uuid"]) || randomUUID(),
      name: textOf(object["name"]),
      meta_category: textOf(object["meta-category"]),
      description: textOf(object["description"]),
      template_uuid: textOf(object["template_uuid"]),
      template_version: textOf(object["template_version"]),
      timestamp: Number(object["timestamp"] ?? now),
      distribution: Number(object["distribution"] ?? 5),
      comment: textOf(object["comment"]),
    });
    listOf(object["Attribute"]).forEach((attribute, at) =>
      add(attribute, objectId, `Object.${index}.Attribute.${at}`),
    );
  });
  return refused;
}

/** Attaches a tag; false when it is there already. */
export function attachToEvent(database: Database, eventId: number, tagId: number, local: boolean): boolean {
  const where = "event_id = ? AND tag_id = ?";
  if (database.one(`SELECT id FROM event_tags WHERE ${where}`, eventId, tagId) !== undefined) {
    return false;
  }
  database.add("event_tags", { event_id: eventId, tag_id: tagId, local: Number(local) });
  return true;
}

/** The event with an id or UUID. */
export function findEvent(database: Database, idOrUuid: string): Row | undefined {
  return database.one("SELECT * FROM events WHERE CAST(id AS TEXT) = ? OR uuid = ?", idOrUuid, idOrUuid);
}

/** What any change to an event does to it: it is as new, and no longer published. */
export function touchEvent(database: Database, eventId: number, now: number): void {
  database.change("events", eventId, { published: 0, timestamp: now });
}
