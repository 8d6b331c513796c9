import { randomUUID } from "node:crypto";
import type { Answer } from "../../http/exchange.ts";
import { fold } from "../attributes/collation.ts";
import { nowOf } from "../misp.ts";
import { shownSighting } from "../search/extras.ts";
import { visibleTo } from "../search/rest-search.ts";
import { findAttribute } from "../store/attributes.ts";
import type { Row } from "../../store/sqlite.ts";
import type { Actions, Call } from "./action.ts";
import { json } from "./action.ts";
import { mustSight } from "./caller.ts";
import type { Data } from "./data.ts";
import { dataOf, textOf, truth } from "./data.ts";
import { MispError } from "./errors.ts";

/** `/sightings/…`. */
export const sightingActions: Actions = {
  "sightings/add": add,
  "sightings/index": ({ misp, request }) => shown(misp, "event_id = ?", request.passed[0] ?? "0"),
  "sightings/listsightings": ({ misp, request }) => shown(misp, "attribute_id = ?", request.passed[0] ?? "0"),
  "sightings/restsearch": search,
};

/** Adds a sighting to every attribute that fits, and shows the last one alone. */
function add(call: Call): Answer {
  mustSight(call.caller);
  const { misp, request, caller } = call;
  const data = dataOf(request.data["Sighting"] ?? request.data["request"] ?? request.data);
  const attributes = sighted(call, data);
  if (attributes.length === 0) {
    const message = asks(data, request.passed)
      ? "Could not add the Sighting. Reason: No valid attributes found that match the criteria."
      : "Could not add the Sighting. Reason: No valid attributes found.";
    return json({ message });
  }
  const ids = attributes.map((attribute) =>
    misp.database.add("sightings", {
      attribute_id: Number(attribute["id"]),
      event_id: Number(attribute["event_id"]),
      org_id: caller.organisationId,
      date_sighting: Number(data["timestamp"] ?? nowOf(misp)),
      uuid: randomUUID(),
      source: textOf(data["source"]),
      type: Number(data["type"] ?? 0),
    }),
  );
  const last = misp.database.one("SELECT * FROM sightings WHERE id = ?", ids.at(-1) ?? 0) ?? {};
  return json({ Sighting: shownSighting(last) });
}

function sighted({ misp, request, caller }: Call, data: Data): Row[] {
  const named = request.passed[0] ?? textOf(data["id"] ?? data["uuid"]);
  if (named !== "") {
    const found = findAttribute(misp.database, named);
    return found === undefined ? [] : [found];
  }
  const values = valuesOf(data);
  const visible = visibleTo(caller);
  return misp.database.all(
    `SELECT attributes.* FROM attributes JOIN events ON events.id = attributes.event_id
     WHERE attributes.deleted = 0 AND (${visible.sql})
     AND (fold1 IN (SELECT value FROM json_each(?)) OR (fold2 <> '' AND fold2 IN (SELECT value FROM json_each(?))))
     ORDER BY attributes.id`,
    ...visible.values,
    values,
    values,
  );
}

function valuesOf(data: Data): string {
  const list = Array.isArray(data["values"]) ? (data["values"] as unknown[]) : [data["value"]];
  return JSON.stringify(
    list
      .map(textOf)
      .filter((value) => value !== "")
      .map(fold),
  );
}

function asks(data: Data, passed: readonly string[]): boolean {
  return passed.length > 0 || truth(data["id"]) || truth(data["uuid"]) || valuesOf(data) !== "[]";
}

function shown(misp: Call["misp"], where: string, id: string): Answer {
  const sightings = misp.database.all(`SELECT * FROM sightings WHERE ${where} ORDER BY id`, Number(id));
  return json(sightings.map(shownSighting));
}

/** `/sightings/restSearch/attribute|event|instance`. */
function search({ misp, request }: Call): Answer {
  const scope = request.passed[0] ?? "instance";
  const data = { ...request.named, ...dataOf(request.data["request"] ?? request.data) };
  const id = textOf(data["id"] ?? data["uuid"]);
  if (scope !== "instance" && id === "") {
    throw new MispError(400, `A ${scope} ID or UUID is required.`);
  }
  const column = scope === "event" ? "event_id" : "attribute_id";
  const table = scope === "event" ? "events" : "attributes";
  const all = misp.database.all(
    `SELECT * FROM sightings ${scope === "instance" ? "" : `WHERE ${column} IN (SELECT id FROM ${table} WHERE uuid = ? OR CAST(id AS TEXT) = ?)`} ORDER BY id`,
    ...(scope === "instance" ? [] : [id, id]),
  );
  const fitting = all.filter(
    (sighting) =>
      (data["source"] === undefined || sighting["source"] === data["source"]) &&
      (data["type"] === undefined || String(sighting["type"]) === textOf(data["type"])),
  );
  return json({ response: fitting.map((sighting) => ({ Sighting: shownSighting(sighting) })) });
}
