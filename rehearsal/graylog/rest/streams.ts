import type { Router } from "../../http/router.ts";
import type { Graylog } from "../graylog.ts";
import { isoNow } from "../graylog.ts";
import type { Document } from "../store/database.ts";
import { newId } from "../store/database.ts";
import type { Body } from "./body.ts";
import { bodyOf, entityOf, mustHave } from "./body.ts";
import { ApiProblem, json, noContent, notFound } from "./errors.ts";
import { streamRuleShape, streamShape } from "./shapes.ts";

/** `/streams` and their rules. */
export function streamRoutes(router: Router<Graylog>): void {
  router
    .on("GET", "/api/streams", (_exchange, { state }) => {
      const streams = state.streams.all();
      return json({ total: streams.length, streams });
    })
    .on("POST", "/api/streams", (exchange, graylog) => {
      const stream = streamFrom(entityOf(exchange, streamShape), graylog);
      graylog.state.streams.save(stream);
      return json({ stream_id: stream.id }, 201);
    })
    .on("GET", "/api/streams/:id", (_exchange, graylog, parameter) =>
      json(streamNamed(graylog, parameter("id"))),
    )
    .on("PUT", "/api/streams/:id", (exchange, graylog, parameter) => {
      const stream = streamNamed(graylog, parameter("id"));
      const body = updateOf(exchange.body.toString("utf8"));
      return json(graylog.state.streams.save({ ...stream, ...body, id: stream.id, rules: stream["rules"] }));
    })
    .on("DELETE", "/api/streams/:id", (_exchange, graylog, parameter) => {
      graylog.state.streams.remove(editable(streamNamed(graylog, parameter("id"))).id);
      graylog.state.connections
        .all()
        .filter((connection) => connection["stream_id"] === parameter("id"))
        .forEach(({ id }) => graylog.state.connections.remove(id));
      return noContent;
    })
    .on("POST", "/api/streams/:id/resume", (_exchange, graylog, parameter) => {
      graylog.state.streams.save({ ...streamNamed(graylog, parameter("id")), disabled: false });
      return noContent;
    })
    .on("POST", "/api/streams/:id/pause", (_exchange, graylog, parameter) => {
      graylog.state.streams.save({ ...editable(streamNamed(graylog, parameter("id"))), disabled: true });
      return noContent;
    })
    .on("GET", "/api/streams/:id/rules", (_exchange, graylog, parameter) => {
      const rules = streamNamed(graylog, parameter("id"))["rules"] as Document[];
      return json({ total: rules.length, stream_rules: rules });
    })
    .on("POST", "/api/streams/:id/rules", (exchange, graylog, parameter) => {
      const stream = editable(streamNamed(graylog, parameter("id")));
      const rule = ruleFrom(bodyOf(exchange, streamRuleShape), stream.id, graylog);
      graylog.state.streams.save({ ...stream, rules: [...(stream["rules"] as Document[]), rule] });
      return json({ streamrule_id: rule.id }, 201);
    })
    .on("DELETE", "/api/streams/:id/rules/:rule", (_exchange, graylog, parameter) => {
      const stream = editable(streamNamed(graylog, parameter("id")));
      const left = (stream["rules"] as Document[]).filter(({ id }) => id !== parameter("rule"));
      graylog.state.streams.save({ ...stream, rules: left });
      return noContent;
    });
}

/** What an update changes. It has no wrapper, and what Graylog does not know in it is ignored, unlike everywhere else. */
const updated = [
  "title",
  "description",
  "matching_type",
  "remove_matches_from_default_stream",
  "index_set_id",
];

function updateOf(text: string): Body {
  const body = JSON.parse(text) as Body;
  return Object.fromEntries(Object.entries(body).filter(([key]) => updated.includes(key)));
}

function streamFrom(body: Body, graylog: Graylog): Document {
  mustHave(body, "title", "index_set_id");
  const indexSet = body["index_set_id"] as string;
  if (graylog.state.indexSets.find(indexSet) === undefined) {
    throw new ApiProblem(500, `Couldn't find index set with ID <${indexSet}>`);
  }
  const id = newId(graylog.clock());
  return {
    id,
    creator_user_id: "admin",
    outputs: [],
    matching_type: body["matching_type"] ?? "AND",
    description: body["description"] ?? "",
    created_at: isoNow(graylog),
    disabled: true,
    rules: ((body["rules"] ?? []) as Body[]).map((rule) => ruleFrom(rule, id, graylog)),
    title: body["title"],
    content_pack: null,
    remove_matches_from_default_stream: body["remove_matches_from_default_stream"] === true,
    index_set_id: indexSet,
    categories: [],
    favorite_fields: null,
    is_default: false,
    is_editable: true,
  };
}

function ruleFrom(body: Body, streamId: string, { clock }: Graylog): Document {
  mustHave(body, "type", "field");
  const type = Number(body["type"]);
  if (!(type >= 1 && type <= 8)) {
    throw new ApiProblem(400, "Unknown stream rule type");
  }
  return {
    field: body["field"],
    stream_id: streamId,
    description: body["description"] ?? null,
    id: newId(clock()),
    type,
    inverted: body["inverted"] === true,
    value: body["value"] ?? "",
  };
}

function editable(stream: Document): Document {
  if (stream["is_editable"] !== true || stream["is_default"] === true) {
    throw new ApiProblem(400, `The stream "${String(stream["title"])}" cannot be edited.`);
  }
  return stream;
}

function streamNamed({ state }: Graylog, id: string): Document {
  const stream = state.streams.find(id);
  if (stream === undefined) {
    throw notFound("stream", id);
  }
  return stream;
}
