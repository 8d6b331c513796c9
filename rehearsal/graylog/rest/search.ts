import type { Answer } from "../../http/exchange.ts";
import type { Router } from "../../http/router.ts";
import type { Graylog } from "../graylog.ts";
import type { Stored } from "../index/indices.ts";
import { parseElasticTime } from "../messages/times.ts";
import { QueryProblem } from "../query/syntax.ts";
import type { Body } from "./body.ts";
import { bodyOf } from "./body.ts";
import { ApiProblem, json, notFound } from "./errors.ts";
import { eventsSearchShape, messagesShape } from "./shapes.ts";
import type { TimeRange } from "./time-range.ts";
import { timeRangeOf } from "./time-range.ts";

/** `/search/universal/…`, `/search/messages`, `/events/search` and `/messages/…`. */
export function searchRoutes(router: Router<Graylog>): void {
  router
    .on("GET", "/api/search/universal/relative", (exchange, graylog) => {
      const { query } = exchange;
      const range = timeRangeOf(
        { type: "relative", range: Number(query.get("range") ?? 300) },
        graylog.clock(),
      );
      return universal(graylog, query, range);
    })
    .on("GET", "/api/search/universal/absolute", (exchange, graylog) => {
      const { query } = exchange;
      const range = timeRangeOf(
        { type: "absolute", from: query.get("from"), to: query.get("to") },
        graylog.clock(),
      );
      return universal(graylog, query, range);
    })
    .on("POST", "/api/search/messages", (exchange, graylog) =>
      messages(graylog, bodyOf(exchange, messagesShape)),
    )
    .on("POST", "/api/events/search", (exchange, graylog) =>
      events(graylog, bodyOf(exchange, eventsSearchShape)),
    )
    .on("GET", "/api/messages/:index/:id", (_exchange, { indices }, parameter) => {
      const found = indices.find(parameter("index"), parameter("id"));
      if (found === undefined) {
        throw notFound("message", parameter("id"));
      }
      const { id, document } = found;
      return json({
        message: { ...document, id, timestamp: isoTime(document["timestamp"]), fields: document },
        index: found.index,
      });
    });
}

/** Runs a search and gives Graylog's own answer for a query that it does not take. */
export function orRefuse<T>(search: () => T): T {
  try {
    return search();
  } catch (error) {
    if (error instanceof QueryProblem) {
      throw new ApiProblem(500, `Unable to perform search query: ${error.message}`);
    }
    throw error;
  }
}

function universal(graylog: Graylog, query: URLSearchParams, range: TimeRange): Answer {
  const startedAt = performance.now();
  const text = query.get("query") ?? "*";
  const limit = Number(query.get("limit") ?? 150);
  const offset = Number(query.get("offset") ?? 0);
  const stream = /^streams:(\S+)$/.exec(query.get("filter") ?? "")?.[1];
  const order = /:asc$/.test(query.get("sort") ?? "") ? "asc" : "desc";
  const streams = stream === undefined ? {} : { streams: stream.split(",") };
  const { total, found } = orRefuse(() =>
    graylog.search.page({ query: text, ...range, ...streams, order }, offset, limit),
  );
  return json({
    query: text,
    built_query: text,
    used_indices: [],
    messages: found.map(shownMessage),
    fields: [],
    time: Math.round(performance.now() - startedAt),
    total_results: total,
    from: new Date(range.from).toISOString(),
    to: new Date(range.to).toISOString(),
    decoration_stats: null,
  });
}

/** A message as searches show it. */
export function shownMessage({ id, index, document }: Stored): Record<string, unknown> {
  return {
    highlight_ranges: {},
    message: { ...document, timestamp: isoTime(document["timestamp"]), _id: id },
    index,
    decoration_stats: null,
  };
}

function messages(graylog: Graylog, body: Body): Answer {
  const range = timeRangeOf(body["timerange"] ?? { type: "relative", range: 86_400 }, graylog.clock());
  const fields = (body["fields"] ?? ["source", "timestamp"]) as string[];
  const search = {
    query: (body["query"] as string | undefined) ?? "*",
    ...range,
    streams: (body["streams"] ?? []) as string[],
    order: /^asc/i.test((body["sort_order"] as string | undefined) ?? "")
      ? ("asc" as const)
      : ("desc" as const),
  };
  const { found: rows } = orRefuse(() =>
    graylog.search.page(search, Number(body["from"] ?? 0), Number(body["size"] ?? 10)),
  );
  const mappings = [...new Set(rows.map(({ index }) => index))].map((index) =>
    graylog.indices.mapping(index),
  );
  return json({
    schema: fields.map((field) => ({
      column_type: "field",
      type: schemaType(mappings.map((mapping) => mapping[field]).find((type) => type !== undefined)),
      field,
      name: `field: ${field}`,
    })),
    datarows: rows.map(({ document }) =>
      fields.map((field) => (field === "timestamp" ? isoTime(document[field]) : (document[field] ?? "-"))),
    ),
    metadata: { effective_timerange: effective(range) },
  });
}

function schemaType(type: string | undefined): string {
  switch (type) {
    case "date":
      return "date";
    case "long":
    case "float":
    case "double":
      return "numeric";
    case "boolean":
      return "boolean";
    default:
      return "string";
  }
}

function events(graylog: Graylog, body: Body): Answer {
  const startedAt = performance.now();
  const filter = (body["filter"] ?? {}) as Body;
  const asked = (body["timerange"] ?? { type: "relative", range: 3600 }) as Body;
  const range = timeRangeOf(asked, graylog.clock());
  const page = Number(body["page"] ?? 1);
  const perPage = Number(body["per_page"] ?? 25);
  const direction = body["sort_direction"] === "asc" ? "asc" : "desc";
  const found = orRefuse(() =>
    graylog.search.all({
      query: (body["query"] as string | undefined) || "*",
      ...range,
      streams: ["000000000000000000000002", "000000000000000000000003"],
      order: direction,
    }),
  ).filter((one) => eventFits(one, filter));
  const shown = found.slice((page - 1) * perPage, page * perPage);
  const definitions = graylog.state.definitions.all();
  return json({
    events: shown.map(({ document, index }) => ({
      event: JSON.parse(document["event"] as string) as unknown,
      index_name: index,
      index_type: "message",
    })),
    used_indices: ["gl-events_0", "gl-system-events_0"],
    parameters: {
      page,
      per_page: perPage,
      timerange: asked,
      query: body["query"] ?? "",
      filter: {
        alerts: "include",
        event_definitions: [],
        priority: [],
        aggregation_timerange: null,
        key: [],
        id: [],
        extra_filters: {},
        ...filter,
      },
      sort_by: body["sort_by"] ?? "timestamp",
      sort_direction: direction,
      sort_unmapped_type: body["sort_unmapped_type"] ?? null,
    },
    total_events: found.length,
    duration: Math.round(performance.now() - startedAt),
    context: {
      event_definitions: Object.fromEntries(
        definitions
          .filter(({ id }) => shown.some(({ document }) => document["event_definition_id"] === id))
          .map(({ id, title, description }) => [id, { id, title, description, remediation_steps: null }]),
      ),
      streams: {},
    },
  });
}

function eventFits({ document }: Stored, filter: Body): boolean {
  const among = (name: string, value: unknown): boolean => {
    const wanted = filter[name];
    return !Array.isArray(wanted) || wanted.length === 0 || wanted.map(String).includes(String(value));
  };
  const alerts = filter["alerts"] ?? "include";
  return (
    (alerts === "include" || (alerts === "only") === (document["alert"] === true)) &&
    among("event_definitions", document["event_definition_id"]) &&
    among("priority", document["priority"]) &&
    among("key", document["key"]) &&
    among("id", document["id"])
  );
}

function isoTime(value: unknown): unknown {
  return typeof value === "string" ? (parseElasticTime(value)?.toISOString() ?? value) : value;
}

function effective({ from, to }: TimeRange): Record<string, string> {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString(), type: "absolute" };
}
