import { findAttribute } from "../store/attributes.ts";
import { attachToAttribute } from "../store/attributes.ts";
import type { Row } from "../../store/sqlite.ts";
import { attachToEvent, findEvent, touchEvent } from "../store/events.ts";
import { findTag, tagNamed } from "../store/tags.ts";
import type { Answer } from "../../http/exchange.ts";
import { nowOf } from "../misp.ts";
import type { Actions, Call } from "./action.ts";
import { done, json } from "./action.ts";
import { mustWrite } from "./caller.ts";
import { dataOf, textOf, truth } from "./data.ts";
import { MispError } from "./errors.ts";

/** `/tags/…`. */
export const tagActions: Actions = {
  "tags/index": ({ misp }) =>
    json({ Tag: misp.database.all("SELECT * FROM tags ORDER BY id").map(shownTag) }),
  "tags/view": ({ misp, request }) => {
    const id = findTag(misp.database, request.passed[0] ?? "");
    const tag = misp.database.one("SELECT * FROM tags WHERE id = ?", id ?? 0);
    if (tag === undefined) {
      throw new MispError(405, "Invalid Tag");
    }
    return json(shownTag(tag));
  },
  "tags/add": ({ misp, request, caller }) => {
    mustWrite(caller);
    const data = dataOf(request.data["Tag"] ?? request.data);
    const name = textOf(data["name"]);
    if (name === "") {
      throw new MispError(403, "Could not add Tag", {
        before: { saved: false },
        after: { errors: { name: ["Value not set."] } },
        url: "/tags/add",
      });
    }
    const id = tagNamed(misp.database, name, textOf(data["colour"]) || undefined);
    return json({ Tag: shownTag(misp.database.one("SELECT * FROM tags WHERE id = ?", id) ?? {}) });
  },
  "tags/attachtagtoobject": attach,
};

/** Attaches a tag to whatever has the UUID; a tag that does not exist is made. */
function attach({ misp, request, caller }: Call): Answer {
  mustWrite(caller);
  const data = request.data;
  const uuid = textOf(data["uuid"] ?? request.passed[0]);
  const name = textOf(data["tag"] ?? request.passed[1]);
  const local = truth(data["local"]);
  const { database } = misp;
  const tagId = tagNamed(database, name);
  const event = findEvent(database, uuid);
  const attribute = findAttribute(database, uuid);
  if (event !== undefined) {
    attachToEvent(database, Number(event["id"]), tagId, local);
    touchEvent(database, Number(event["id"]), nowOf(misp));
    return done(
      request,
      `Global tag ${name}(${tagId}) successfully attached to Event(${String(event["id"])}).`,
    );
  }
  if (attribute !== undefined) {
    const target = { id: Number(attribute["id"]), eventId: Number(attribute["event_id"]) };
    attachToAttribute(database, target, tagId, local);
    touchEvent(database, target.eventId, nowOf(misp));
    return done(request, `Global tag ${name}(${tagId}) successfully attached to Attribute(${target.id}).`);
  }
  throw new MispError(404, "Invalid Target.");
}

function shownTag(tag: Row): Record<string, unknown> {
  return {
    id: String(tag["id"]),
    name: tag["name"],
    colour: tag["colour"],
    exportable: tag["exportable"] === 1,
    org_id: "0",
    user_id: "0",
    hide_tag: tag["hide_tag"] === 1,
    numerical_value: null,
    is_galaxy: false,
    is_custom_galaxy: false,
    local_only: false,
  };
}
