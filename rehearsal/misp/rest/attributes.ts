import type { Answer } from "../../http/exchange.ts";
import { nowOf } from "../misp.ts";
import { restSearch } from "../search/rest-search.ts";
import { addAttribute, attachToAttribute, findAttribute } from "../store/attributes.ts";
import type { Complaints } from "../store/attributes.ts";
import type { Row } from "../../store/sqlite.ts";
import { findEvent, touchEvent } from "../store/events.ts";
import { findTag, tagsOf } from "../store/tags.ts";
import type { Actions, Call } from "./action.ts";
import { done, json } from "./action.ts";
import { ownTag, shownAttribute } from "./attribute-view.ts";
import { mustWrite } from "./caller.ts";
import type { Data } from "./data.ts";
import { dataOf, listOf, textOf, truth } from "./data.ts";
import { MispError } from "./errors.ts";

/** `/attributes/…`. */
export const attributeActions: Actions = {
  "attributes/restsearch": search,
  "attributes/add": add,
  "attributes/view": ({ misp, request }) =>
    json({ Attribute: view({ misp, request }, attributeOf({ misp, request })) }),
  "attributes/edit": edit,
  "attributes/delete": remove,
  "attributes/addtag": addTag,
};

/** GET takes its filters from the path, and anything that is not a filter there for the format. */
function search({ misp, request, caller }: Call): Answer {
  if (request.method === "GET") {
    if (request.passed.length > 0) {
      throw new MispError(404, "Invalid output format.");
    }
    if (Object.keys(request.named).length === 0) {
      throw new MispError(
        400,
        "Restsearch queries using GET and no parameters are not allowed. If you have passed parameters via a JSON body, make sure you use POST requests.",
      );
    }
    return restSearch(misp, caller, request.named);
  }
  // Only a POST's body is read; whatever else comes is answered with everything.
  const body = request.method === "POST" ? request.data : {};
  return restSearch(misp, caller, dataOf(body["request"] ?? body));
}

function add({ misp, request, caller }: Call): Answer {
  mustWrite(caller);
  const event = findEvent(misp.database, request.passed[0] ?? "");
  if (event === undefined) {
    throw new MispError(404, "Invalid event");
  }
  const eventId = Number(event["id"]);
  const now = nowOf(misp);
  const many = manyOf(request.data);
  const results = many.map((data) => ({
    data,
    result: addAttribute(misp.database, data, { eventId, objectId: 0, now }),
  }));
  const ids = results.flatMap(({ result }) => ("id" in result ? [result.id] : []));
  if (ids.length === 0) {
    const [first] = results;
    const complaints = first !== undefined && "complaints" in first.result ? first.result.complaints : {};
    throw refusal("Could not add Attribute", "/attributes/add", complaints);
  }
  touchEvent(misp.database, eventId, now);
  const rows = ids.map((id) => findAttribute(misp.database, String(id)) ?? {});
  const shown = rows.map((row) => view({ misp, request }, row));
  return json({ Attribute: Array.isArray(request.data) || many.length > 1 ? shown : shown[0] });
}

/** One attribute, a list of them, or one with a list of values. */
function manyOf(body: Data): Data[] {
  const data = body["Attribute"] ?? body;
  const list = Array.isArray(data) ? listOf(data) : [dataOf(data)];
  return list.flatMap((one) =>
    Array.isArray(one["value"]) ? (one["value"] as unknown[]).map((value) => ({ ...one, value })) : [one],
  );
}

function edit({ misp, request, caller }: Call): Answer {
  mustWrite(caller);
  const attribute = attributeOf({ misp, request });
  const data = dataOf(request.data["Attribute"] ?? request.data);
  const now = nowOf(misp);
  misp.database.change("attributes", Number(attribute["id"]), {
    timestamp: now,
    ...(data["to_ids"] === undefined ? {} : { to_ids: Number(truth(data["to_ids"])) }),
    ...(data["comment"] === undefined ? {} : { comment: textOf(data["comment"]) }),
    ...(data["category"] === undefined ? {} : { category: textOf(data["category"]) }),
    ...(data["deleted"] === undefined ? {} : { deleted: Number(truth(data["deleted"])) }),
    ...(data["distribution"] === undefined ? {} : { distribution: Number(data["distribution"]) }),
  });
  touchEvent(misp.database, Number(attribute["event_id"]), now);
  return json({ Attribute: view({ misp, request }, attributeOf({ misp, request })) });
}

function remove({ misp, request, caller }: Call): Answer {
  mustWrite(caller);
  const attribute = attributeOf({ misp, request });
  const id = Number(attribute["id"]);
  const hard = request.passed[1] === "1" || truth(request.data["hard"]);
  if (hard) {
    misp.database.run("DELETE FROM attributes WHERE id = ?", id);
  } else {
    misp.database.change("attributes", id, { deleted: 1, timestamp: nowOf(misp) });
  }
  touchEvent(misp.database, Number(attribute["event_id"]), nowOf(misp));
  return json({ message: "Attribute deleted." });
}

function addTag({ misp, request, caller }: Call): Answer {
  mustWrite(caller);
  const attribute = attributeOf({ misp, request });
  const tag = textOf(request.passed[1] ?? request.data["tag"] ?? dataOf(request.data["Attribute"])["tag"]);
  const tagId = findTag(misp.database, tag);
  if (tagId === undefined) {
    throw new MispError(404, "Invalid tag");
  }
  const target = { id: Number(attribute["id"]), eventId: Number(attribute["event_id"]) };
  if (attachToAttribute(misp.database, target, tagId, truth(request.named["local"]))) {
    touchEvent(misp.database, target.eventId, nowOf(misp));
  }
  return done(request, "Tag added.", { check_publish: true });
}

function attributeOf({ misp, request }: Pick<Call, "misp" | "request">): Row {
  const found = findAttribute(misp.database, request.passed[0] ?? "");
  if (found === undefined) {
    throw new MispError(404, "Invalid attribute");
  }
  return found;
}

function view({ misp }: Pick<Call, "misp" | "request">, attribute: Row): Record<string, unknown> {
  const tags = tagsOf(misp.database, "attribute", Number(attribute["id"])).map(ownTag);
  return { ...shownAttribute(attribute), ...(tags.length > 0 ? { Tag: tags } : {}) };
}

/** What MISP answers when the data of a request is refused. */
export function refusal(message: string, url: string, complaints: Complaints): MispError {
  return new MispError(403, message, { before: { saved: false }, after: { errors: complaints }, url });
}
