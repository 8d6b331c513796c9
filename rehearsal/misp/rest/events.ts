import type { Answer } from "../../http/exchange.ts";
import { nowOf } from "../misp.ts";
import type { Row } from "../../store/sqlite.ts";
import { addContents, addEvent, attachToEvent, findEvent, touchEvent } from "../store/events.ts";
import { findTag, tagNamed, tagsOf } from "../store/tags.ts";
import type { Actions, Call } from "./action.ts";
import { done, json } from "./action.ts";
import { refusal } from "./attributes.ts";
import { mustWrite } from "./caller.ts";
import type { Data } from "./data.ts";
import { dataOf, listOf, textOf, truth } from "./data.ts";
import { MispError } from "./errors.ts";
import { eventFields, shownEvent } from "./event-view.ts";

/** `/events/…`. */
export const eventActions: Actions = {
  "events/add": add,
  "events/view": (call) => json(shownEvent(call.misp.database, eventOf(call))),
  "events/index": index,
  "events/edit": edit,
  "events/delete": remove,
  "events/publish": publish,
  "events/alert": publish,
  "events/unpublish": unpublish,
  "events/addtag": addTag,
  "events/removetag": removeTag,
};

function add({ misp, request, caller }: Call): Answer {
  mustWrite(caller);
  const data = eventData(request.data);
  if (Object.keys(data).length === 0) {
    throw new MispError(405, "No valid event data received.");
  }
  const empty = listOf(data["Attribute"]).length === 0 && listOf(data["Object"]).length === 0;
  if (truth(data["published"]) && empty) {
    throw refusal("Could not add Event", "/events/add", {
      published: ["Received a published event that was empty. Event addition failed."],
    });
  }
  const uuid = textOf(data["uuid"]);
  if (uuid !== "" && findEvent(misp.database, uuid) !== undefined) {
    throw refusal("Could not add Event", "/events/add", { uuid: ["Event already exists."] });
  }
  const author = { userId: caller.userId, organisationId: caller.organisationId, now: nowOf(misp) };
  const added = misp.database.together(() => addEvent(misp.database, data, author));
  if ("complaints" in added) {
    throw refusal("Could not add Event", "/events/add", added.complaints);
  }
  const errors = Object.fromEntries(added.refused.map(({ where, complaints }) => [where, complaints]));
  const shown = shownEvent(misp.database, findEvent(misp.database, String(added.id)) ?? {});
  return json(added.refused.length === 0 ? shown : { ...shown, errors });
}

/** The body, with `{"response": …}`, `{"request": …}` and `{"Event": …}` taken off. */
function eventData(body: Data): Data {
  const outer = dataOf(body["response"] ?? body["request"] ?? body);
  return dataOf(outer["Event"] ?? outer);
}

function index({ misp, request }: Call): Answer {
  const asked = { ...request.named, ...request.data };
  const limit = Number(asked["limit"] ?? 0) || -1;
  const page = Math.max(1, Number(asked["page"] ?? 1));
  const rows = misp.database
    .all("SELECT * FROM events ORDER BY id DESC")
    .filter((event) => fits(event, asked))
    .filter((event) => tagFits(misp.database, event, textOf(asked["tag"] ?? asked["searchtag"])));
  const shown = limit === -1 ? rows : rows.slice((page - 1) * limit, page * limit);
  return json(
    shown.map((event) => ({
      ...eventFields(misp.database, event),
      attribute_count: String(
        misp.database.one(
          "SELECT COUNT(*) AS n FROM attributes WHERE event_id = ? AND deleted = 0",
          Number(event["id"]),
        )?.["n"],
      ),
      EventTag: tagsOf(misp.database, "event", Number(event["id"])).map((tag) => ({
        event_id: String(event["id"]),
        tag_id: String(tag["id"]),
        local: tag["local"] === 1,
        Tag: { id: String(tag["id"]), name: tag["name"], colour: tag["colour"], is_galaxy: false },
      })),
    })),
    { "X-Result-Count": String(rows.length) },
  );
}

function fits(event: Row, asked: Data): boolean {
  const info = textOf(asked["eventinfo"] ?? asked["searcheventinfo"]).toLowerCase();
  const published = asked["published"] ?? asked["searchpublished"];
  return (
    String(event["info"]).toLowerCase().includes(info) &&
    (published === undefined || published === "2" || Number(truth(published)) === event["published"])
  );
}

function tagFits(database: Call["misp"]["database"], event: Row, tag: string): boolean {
  return tag === "" || tagsOf(database, "event", Number(event["id"])).some(({ name }) => name === tag);
}

function edit(call: Call): Answer {
  const { misp, request, caller } = call;
  mustWrite(caller);
  const event = eventOf(call);
  const id = Number(event["id"]);
  const now = nowOf(misp);
  const data = eventData(request.data);
  const refused = misp.database.together(() => {
    touchEvent(misp.database, id, now);
    misp.database.change("events", id, {
      timestamp: now,
      ...(data["info"] === undefined ? {} : { info: textOf(data["info"]) }),
      ...(data["date"] === undefined ? {} : { date: textOf(data["date"]) }),
      ...numbers(data, ["threat_level_id", "analysis", "distribution"]),
      ...(truth(data["published"]) ? { published: 1, publish_timestamp: now } : {}),
    });
    listOf(data["Tag"]).forEach((tag) =>
      attachToEvent(misp.database, id, tagNamed(misp.database, textOf(tag["name"])), truth(tag["local"])),
    );
    return addContents(misp.database, id, newOnly(misp.database, data), now);
  });
  const shown = shownEvent(misp.database, eventOf(call));
  return json(refused.length === 0 ? shown : { ...shown, errors: refused });
}

function numbers(data: Data, names: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    names.flatMap((name) => (data[name] === undefined ? [] : [[name, Number(data[name])]])),
  );
}

/** Attributes that are in the event by their UUID already are left as they are. */
function newOnly(database: Call["misp"]["database"], data: Data): Data {
  const known = (one: Data): boolean =>
    database.one("SELECT 1 AS n FROM attributes WHERE uuid = ?", textOf(one["uuid"])) !== undefined;
  return { ...data, Attribute: listOf(data["Attribute"]).filter((one) => !known(one)) };
}

function remove(call: Call): Answer {
  mustWrite(call.caller);
  const id = Number(eventOf(call)["id"]);
  const { database } = call.misp;
  database.together(() => {
    for (const table of ["attributes", "objects", "event_tags", "attribute_tags", "sightings"]) {
      database.run(`DELETE FROM ${table} WHERE event_id = ?`, id);
    }
    database.run("DELETE FROM events WHERE id = ?", id);
  });
  return done(call.request, "Event deleted.");
}

function publish(call: Call): Answer {
  mustWrite(call.caller);
  const { misp, request } = call;
  misp.database.change("events", Number(eventOf(call)["id"]), {
    published: 1,
    publish_timestamp: nowOf(misp),
  });
  return json({
    name: "Publish",
    message: "Job queued",
    url: `${misp.settings.baseUrl}${request.url}`,
    id: "publish_event",
  });
}

function unpublish(call: Call): Answer {
  mustWrite(call.caller);
  call.misp.database.change("events", Number(eventOf(call)["id"]), { published: 0 });
  return done(call.request, "Event unpublished.");
}

function addTag(call: Call): Answer {
  mustWrite(call.caller);
  const { misp, request } = call;
  const event = eventOf(call);
  const tag = textOf(request.passed[1] ?? request.data["tag"] ?? dataOf(request.data["Event"])["tag"]);
  const tagId = findTag(misp.database, tag);
  if (tagId === undefined) {
    return json({ saved: false, errors: "Invalid Tag." });
  }
  if (!attachToEvent(misp.database, Number(event["id"]), tagId, truth(request.named["local"]))) {
    return json({ saved: false, errors: "Tag is already attached to this event." });
  }
  touchEvent(misp.database, Number(event["id"]), nowOf(misp));
  return json({ saved: true, success: "Tag(s) added.", check_publish: true });
}

function removeTag(call: Call): Answer {
  mustWrite(call.caller);
  const { misp, request } = call;
  const event = eventOf(call);
  const tagId = findTag(misp.database, textOf(request.passed[1] ?? request.data["tag"])) ?? 0;
  misp.database.run("DELETE FROM event_tags WHERE event_id = ? AND tag_id = ?", Number(event["id"]), tagId);
  touchEvent(misp.database, Number(event["id"]), nowOf(misp));
  return json({ saved: true, success: "Tag removed.", check_publish: true });
}

function eventOf({ misp, request }: Call): Row {
  const event = findEvent(misp.database, request.passed[0] ?? "");
  if (event === undefined) {
    throw new MispError(404, "Invalid event");
  }
  return event;
}
