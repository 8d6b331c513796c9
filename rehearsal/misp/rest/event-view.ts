import { organisation, shownOrganisation } from "../store/organisations.ts";
import type { Database } from "../store/database.ts";
import type { Row } from "../../store/sqlite.ts";
import { tagOfEventView, tagsOf } from "../store/tags.ts";
import { shownAttribute } from "./attribute-view.ts";

/** A whole event, as `events/view` and `events/add` answer it. */
export function shownEvent(database: Database, event: Row): Record<string, unknown> {
  const id = Number(event["id"]);
  const attributes = database.all(
    "SELECT * FROM attributes WHERE event_id = ? AND deleted = 0 ORDER BY id",
    id,
  );
  const objects = database.all("SELECT * FROM objects WHERE event_id = ? AND deleted = 0 ORDER BY id", id);
  const ofObject = (objectId: number): unknown[] =>
    attributes.filter((one) => one["object_id"] === objectId).map((one) => attributeOfEvent(database, one));
  return {
    Event: {
      ...eventFields(database, event),
      attribute_count: String(attributes.length),
      Attribute: ofObject(0),
      ShadowAttribute: [],
      RelatedEvent: [],
      Galaxy: [],
      Object: objects.map((object) => ({
        ...shownObject(object),
        Attribute: ofObject(Number(object["id"])),
      })),
      EventReport: [],
      CryptographicKey: [],
      ...tagList(tagsOf(database, "event", id).map(tagOfEventView)),
    },
  };
}

/** The event's own fields and its organisations. */
export function eventFields(database: Database, event: Row): Record<string, unknown> {
  const author = database.one("SELECT email FROM users WHERE id = ?", Number(event["user_id"]));
  return {
    id: String(event["id"]),
    orgc_id: String(event["orgc_id"]),
    org_id: String(event["org_id"]),
    date: event["date"],
    threat_level_id: String(event["threat_level_id"]),
    info: event["info"],
    published: event["published"] === 1,
    uuid: event["uuid"],
    attribute_count: "0",
    analysis: String(event["analysis"]),
    timestamp: String(event["timestamp"]),
    distribution: String(event["distribution"]),
    proposal_email_lock: false,
    locked: false,
    publish_timestamp: String(event["publish_timestamp"]),
    sharing_group_id: "0",
    disable_correlation: false,
    extends_uuid: event["extends_uuid"],
    protected: null,
    event_creator_email: author?.["email"] ?? "",
    Org: shownOrganisation(organisation(database, Number(event["org_id"]))),
    Orgc: shownOrganisation(organisation(database, Number(event["orgc_id"]))),
  };
}

function attributeOfEvent(database: Database, attribute: Row): Record<string, unknown> {
  const { event_id, object_id, object_relation, category, type, to_ids, uuid, id, ...rest } =
    shownAttribute(attribute);
  const { timestamp, distribution, sharing_group_id, comment, deleted, disable_correlation, ...last } = rest;
  const { first_seen, last_seen, value } = last;
  return {
    id,
    type,
    category,
    to_ids,
    uuid,
    event_id,
    distribution,
    timestamp,
    comment,
    sharing_group_id,
    deleted,
    disable_correlation,
    object_id,
    object_relation,
    first_seen,
    last_seen,
    value,
    Galaxy: [],
    ShadowAttribute: [],
    ...tagList(tagsOf(database, "attribute", Number(attribute["id"])).map(tagOfEventView)),
  };
}

function shownObject(object: Row): Record<string, unknown> {
  return {
    id: String(object["id"]),
    name: object["name"],
    "meta-category": object["meta_category"],
    description: object["description"],
    template_uuid: object["template_uuid"],
    template_version: object["template_version"],
    event_id: String(object["event_id"]),
    uuid: object["uuid"],
    timestamp: String(object["timestamp"]),
    distribution: String(object["distribution"]),
    sharing_group_id: "0",
    comment: object["comment"],
    deleted: object["deleted"] === 1,
    first_seen: null,
    last_seen: null,
    ObjectReference: [],
  };
}

function tagList(tags: readonly unknown[]): { readonly Tag?: readonly unknown[] } {
  return tags.length === 0 ? {} : { Tag: tags };
}
