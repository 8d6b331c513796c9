import type { Answer } from "../../http/exchange.ts";
import type { Misp } from "../misp.ts";
import { nowOf } from "../misp.ts";
import { briefEvent, eventInContext, inheritedTag, ownTag, shownAttribute } from "../rest/attribute-view.ts";
import type { Caller } from "../rest/caller.ts";
import type { Data } from "../rest/data.ts";
import { truth } from "../rest/data.ts";
import { MispError } from "../rest/errors.ts";
import { valueOf } from "../store/attributes.ts";
import type { Row } from "../../store/sqlite.ts";
import { tagsOf } from "../store/tags.ts";
import { warningsFor } from "../warninglists/check.ts";
import type { Condition } from "./condition.ts";
import { decayScores } from "./decay.ts";
import { conditionsOf } from "./filters.ts";
import { formats } from "./formats.ts";
import { relatedAttributes, sightingsOf } from "./extras.ts";

/** One hit: the row, and what the answer shows of it. */
export interface Hit {
  readonly row: Row;
  readonly shown: Record<string, unknown>;
}

/**
 * `/attributes/restSearch`: https://www.misp-project.org/openapi/ and, for what it does not say, MISP 2.5.1 itself.
 * @throws {MispError} 404 for a format that does not exist
 */
export function restSearch(misp: Misp, caller: Caller, data: Data): Answer {
  const format = formats[truth(data["returnFormat"]) ? String(data["returnFormat"]) : "json"];
  if (format === undefined) {
    throw new MispError(404, "Invalid output format.");
  }
  const filters = format.restrictive ? { to_ids: 1, published: 1, ...data } : data;
  const limit = limitOf(filters["limit"]);
  const page = limit === undefined ? 1 : Math.max(1, Number(filters["page"] ?? 1));
  const rows = findRows(misp, caller, filters, limit, (page - 1) * (limit ?? 0));
  const hits = rows.flatMap((row) => hitOf(misp, row, filters) ?? []);
  // With a limit the real one counts one more when the page is full, and when nothing is left of it.
  const oneMore = limit !== undefined && (hits.length === 0 || hits.length === limit) ? 1 : 0;
  return {
    status: 200,
    headers: {
      "Content-Type": format.contentType,
      "X-Result-Count": String(rows.length + oneMore),
      "X-Export-Module-Used": format.name,
      "X-Response-Format": format.responseFormat,
      "X-Skipped-Elements-Count": String(rows.length - hits.length),
    },
    body: format.write(hits),
  };
}

/** The attributes that fit, with their events' columns under `event_…`, by id. */
export function findRows(
  misp: Misp,
  caller: Caller,
  filters: Data,
  limit: number | undefined,
  offset: number,
): Row[] {
  const conditions: Condition[] = [...conditionsOf(filters, nowOf(misp)), visibleTo(caller)];
  return misp.database.all(
    `SELECT attributes.* FROM attributes JOIN events ON events.id = attributes.event_id
     WHERE ${conditions.map(({ sql }) => `(${sql})`).join(" AND ")}
     ORDER BY attributes.id LIMIT ? OFFSET ?`,
    ...conditions.flatMap(({ values }) => values),
    limit ?? -1,
    offset,
  );
}

/** A user sees the own organisation's events, and others' that are shared at all; a site admin sees everything. */
export function visibleTo(caller: Caller): Condition {
  return caller.role.siteAdmin
    ? { sql: "1", values: [] }
    : {
        sql: "events.org_id = ? OR (events.distribution IN (1, 2, 3) AND attributes.distribution <> 0)",
        values: [caller.organisationId],
      };
}

function limitOf(limit: unknown): number | undefined {
  if (!truth(limit)) {
    return undefined;
  }
  const number = Number(limit);
  if (!Number.isInteger(number) || number < 0) {
    throw new MispError(500, "An Internal Error Has Occurred.");
  }
  return number;
}

/** What is shown of a row; undefined when a warninglist or its age drops it. */
function hitOf(misp: Misp, row: Row, filters: Data): Hit | undefined {
  const { database } = misp;
  const asks = (name: string): boolean => truth(filters[name]);
  const warnings = warningsFor(database, String(row["type"]), valueOf(row));
  if (asks("enforceWarninglist") && warnings.length > 0) {
    return undefined;
  }
  const scores = asks("includeDecayScore") || asks("excludeDecayed") ? decayScores(misp, row) : [];
  if (asks("excludeDecayed") && scores.length > 0 && scores.every(({ decayed }) => decayed)) {
    return undefined;
  }
  const event = database.one("SELECT * FROM events WHERE id = ?", Number(row["event_id"])) ?? {};
  const own = tagsOf(database, "attribute", Number(row["id"])).map(ownTag);
  const withEventTags = asks("includeEventTags") || asks("includeDecayScore") || asks("excludeDecayed");
  const inherited = withEventTags ? tagsOf(database, "event", Number(event["id"])).map(inheritedTag) : [];
  const tags = [...own, ...inherited.filter(({ id }) => !own.some((tag) => tag["id"] === id))];
  const shown: Record<string, unknown> = {
    ...shownAttribute(row),
    ...(asks("includeSightings") ? { Sighting: sightingsOf(database, row) } : {}),
    ...(asks("includeCorrelations") ? { RelatedAttribute: relatedAttributes(database, row) } : {}),
    ...(asks("includeEventUuid") ? { event_uuid: event["uuid"] } : {}),
    ...(asks("includeWarninglistHits") && warnings.length > 0 ? { warnings } : {}),
    ...(scores.length > 0 ? { decay_score: scores } : {}),
    Event: asks("includeContext") ? eventInContext(database, event) : briefEvent(event),
    ...objectOf(misp, row),
    ...(tags.length > 0 ? { Tag: tags } : {}),
  };
  return { row, shown };
}

function objectOf(misp: Misp, row: Row): Record<string, unknown> {
  const object = misp.database.one("SELECT * FROM objects WHERE id = ?", Number(row["object_id"]));
  return object === undefined
    ? {}
    : {
        Object: {
          id: String(object["id"]),
          distribution: String(object["distribution"]),
          sharing_group_id: "0",
        },
      };
}
