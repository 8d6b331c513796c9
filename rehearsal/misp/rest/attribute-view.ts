import { valueOf } from "../store/attributes.ts";
import type { Database } from "../store/database.ts";
import type { Row } from "../../store/sqlite.ts";
import { organisation, shownOrganisation } from "../store/organisations.ts";
import { tagsOf } from "../store/tags.ts";

/** An attribute as restSearch shows it, without its event and tags. Ids and times are text, flags are not. */
export function shownAttribute(attribute: Row): Record<string, unknown> {
  return {
    id: String(attribute["id"]),
    event_id: String(attribute["event_id"]),
    object_id: String(attribute["object_id"]),
    object_relation: attribute["object_relation"],
    category: attribute["category"],
    type: attribute["type"],
    to_ids: attribute["to_ids"] === 1,
    uuid: attribute["uuid"],
    timestamp: String(attribute["timestamp"]),
    distribution: String(attribute["distribution"]),
    sharing_group_id: "0",
    comment: attribute["comment"],
    deleted: attribute["deleted"] === 1,
    disable_correlation: attribute["disable_correlation"] === 1,
    first_seen: attribute["first_seen"],
    last_seen: attribute["last_seen"],
    value: valueOf(attribute),
  };
}

/** The event of an attribute as restSearch shows it without `includeContext`: not whether it is published. */
export function briefEvent(event: Row): Record<string, unknown> {
  return {
    org_id: String(event["org_id"]),
    distribution: String(event["distribution"]),
    publish_timestamp: String(event["publish_timestamp"]),
    id: String(event["id"]),
    info: event["info"],
    orgc_id: String(event["orgc_id"]),
    uuid: event["uuid"],
  };
}

/** The event of an attribute as restSearch shows it with `includeContext`. */
export function eventInContext(database: Database, event: Row): Record<string, unknown> {
  const tags = tagsOf(database, "event", Number(event["id"]));
  return {
    id: String(event["id"]),
    orgc_id: String(event["orgc_id"]),
    org_id: String(event["org_id"]),
    date: event["date"],
    threat_level_id: String(event["threat_level_id"]),
    info: event["info"],
    published: event["published"] === 1,
    uuid: event["uuid"],
    analysis: String(event["analysis"]),
    timestamp: String(event["timestamp"]),
    distribution: String(event["distribution"]),
    publish_timestamp: String(event["publish_timestamp"]),
    sharing_group_id: "0",
    extends_uuid: event["extends_uuid"],
    ...(tags.length === 0
      ? {}
      : { Tag: tags.map((tag) => ({ local: tag["local"] === 1, ...briefTag(tag) })) }),
    Orgc: shownOrganisation(organisation(database, Number(event["orgc_id"]))),
  };
}

/** A tag of an attribute's own. */
export function ownTag(tag: Row): Record<string, unknown> {
  return { ...briefTag(tag), is_galaxy: false, local: tag["local"] === 1 };
}

/** A tag that an attribute has from its event. */
export function inheritedTag(tag: Row): Record<string, unknown> {
  return { ...briefTag(tag), inherited: 1 };
}

function briefTag(tag: Row): Record<string, unknown> {
  return { id: String(tag["id"]), name: tag["name"], colour: tag["colour"], numerical_value: null };
}
