import { randomUUID } from "node:crypto";
import type { Answer } from "../../http/exchange.ts";
import type { Router } from "../../http/router.ts";
import type { Graylog } from "../graylog.ts";
import { isoNow } from "../graylog.ts";
import type { Document } from "../store/database.ts";
import { newId } from "../store/database.ts";
import type { SearchType } from "../views/search-types.ts";
import { resultOf } from "../views/search-types.ts";
import type { Body } from "./body.ts";
import { bodyOf, entityOf, mustHave } from "./body.ts";
import { ApiProblem, json, notFound } from "./errors.ts";
import { orRefuse } from "./search.ts";
import { searchShape, viewShape } from "./shapes.ts";
import { timeRangeOf } from "./time-range.ts";

/** One query of a stored search. */
interface Query {
  readonly id: string;
  readonly timerange?: unknown;
  readonly query?: { readonly query_string?: string };
  readonly filter?: Filter | null;
  readonly search_types: readonly SearchType[];
}

/** A filter of streams. */
interface Filter {
  readonly type: string;
  readonly id?: string;
  readonly filters?: readonly Filter[];
}

/** `/views/search` and `/views`: stored searches and dashboards. */
export function viewRoutes(router: Router<Graylog>): void {
  router
    .on("POST", "/api/views/search", (exchange, graylog) => {
      const body = bodyOf(exchange, searchShape);
      const search = graylog.state.searches.save({
        ...searchFrom(body),
        id: (body["id"] as string | undefined) ?? newId(graylog.clock()),
        owner: "admin",
        created_at: isoNow(graylog),
      });
      return json(search, 201);
    })
    .on("POST", "/api/views/search/sync", (exchange, graylog) => {
      const body = bodyOf(exchange, searchShape);
      return execute(graylog, { ...searchFrom(body), id: newId(graylog.clock()) });
    })
    .on("GET", "/api/views/search/:id", (_exchange, graylog, parameter) =>
      json(searchNamed(graylog, parameter("id"))),
    )
    .on("POST", "/api/views/search/:id/execute", (_exchange, graylog, parameter) =>
      execute(graylog, searchNamed(graylog, parameter("id"))),
    )
    .on("GET", "/api/views", (_exchange, { state }) => json(listOf(state.views.all())))
    .on("GET", "/api/dashboards", (_exchange, { state }) =>
      json(listOf(state.views.all().filter((view) => view["type"] === "DASHBOARD"))),
    )
    .on("POST", "/api/views", (exchange, graylog) => {
      const id = newId(graylog.clock());
      const view = viewFrom(entityOf(exchange, viewShape), graylog);
      return json(graylog.state.views.save({ ...view, id, created_at: isoNow(graylog), owner: "admin" }));
    })
    .on("GET", "/api/views/:id", (_exchange, graylog, parameter) => json(viewNamed(graylog, parameter("id"))))
    .on("PUT", "/api/views/:id", (exchange, graylog, parameter) => {
      const known = viewNamed(graylog, parameter("id"));
      const entity = entityOf(exchange, viewShape);
      if (entity["id"] !== known.id) {
        throw new ApiProblem(400, "Invalid update request");
      }
      const view = viewFrom(entity, graylog);
      const kept = { id: known.id, created_at: known["created_at"], owner: known["owner"] };
      return json(graylog.state.views.save({ ...view, ...kept }));
    })
    .on("DELETE", "/api/views/:id", (_exchange, graylog, parameter) => {
      const known = viewNamed(graylog, parameter("id"));
      graylog.state.views.remove(known.id);
      return json(known);
    });
}

function searchFrom(body: Body): Body {
  const queries = ((body["queries"] ?? []) as Partial<Query>[]).map((query) => ({
    ...query,
    id: query.id ?? randomUUID(),
    filters: [],
    search_types: (query.search_types ?? []).map((searchType) => {
      checkSearchType(searchType);
      return { ...searchType, id: (searchType as Partial<SearchType>).id ?? randomUUID() };
    }),
  }));
  return {
    queries,
    parameters: body["parameters"] ?? [],
    skip_no_streams_check: body["skip_no_streams_check"] ?? false,
  };
}

function checkSearchType({ type }: SearchType): void {
  if (type !== "messages" && type !== "pivot") {
    throw new ApiProblem(
      400,
      `[rehearsal] Of search types this stand-in has messages and pivot; "${type}" is none, or one that only Graylog has.`,
    );
  }
}

/** Runs every search type of every query; the answer is there at once. */
function execute(graylog: Graylog, search: Document): Answer {
  const results = (search["queries"] as Query[]).map((query) => {
    const range = timeRangeOf(query.timerange ?? { type: "relative", range: 300 }, graylog.clock());
    const found = query.search_types.map((searchType) => {
      const own = searchType.timerange === undefined || searchType.timerange === null;
      const searched = own ? range : timeRangeOf(searchType.timerange, graylog.clock());
      const streams = searchType.streams?.length ? searchType.streams : streamsOf(query.filter);
      const text = searchType.query?.query_string ?? query.query?.query_string ?? "*";
      const messages = orRefuse(() =>
        graylog.search.all({ query: text || "*", ...searched, streams, order: "desc" }),
      );
      const effective_timerange = {
        type: "absolute",
        from: new Date(searched.from).toISOString(),
        to: new Date(searched.to).toISOString(),
      };
      return [searchType.id, { ...resultOf(searchType, messages), effective_timerange }] as const;
    });
    return [
      query.id,
      {
        query,
        execution_stats: { timestamp: isoNow(graylog), duration: 1 },
        search_types: Object.fromEntries(found),
        errors: [],
        state: "COMPLETED",
      },
    ] as const;
  });
  return json(
    {
      id: newId(graylog.clock()),
      search_id: search.id,
      owner: "admin",
      executing_node: graylog.state.node.nodeId,
      execution: { done: true, cancelled: false, completed_exceptionally: false },
      results: Object.fromEntries(results),
    },
    201,
  );
}

function streamsOf(filter: Filter | null | undefined): string[] {
  if (filter?.type === "stream" && filter.id !== undefined) {
    return [filter.id];
  }
  return (filter?.filters ?? []).flatMap(streamsOf);
}

function viewFrom(body: Body, graylog: Graylog): Body {
  mustHave(body, "title", "search_id", "state");
  const searchId = body["search_id"] as string;
  const search = graylog.state.searches.find(searchId);
  if (search === undefined) {
    throw new ApiProblem(400, `Search ${searchId} not available`);
  }
  const states = body["state"] as Record<string, Record<string, unknown>>;
  const queries = new Set((search["queries"] as Query[]).map(({ id }) => id));
  const unknown = Object.keys(states).filter((id) => !queries.has(id));
  if (unknown.length > 0) {
    throw new ApiProblem(
      400,
      `Search queries do not correspond to view/state queries, missing query IDs: [${unknown.join(", ")}]`,
    );
  }
  for (const state of Object.values(states)) {
    const widgets = (state["widgets"] ?? []) as { id: string }[];
    const positions = (state["positions"] ?? {}) as Record<string, unknown>;
    const lost = widgets.filter(({ id }) => !Object.hasOwn(positions, id)).map(({ id }) => id);
    if (lost.length > 0) {
      throw new ApiProblem(
        400,
        `Widget positions don't correspond to widgets, missing widget positions [${lost.join(", ")}]`,
      );
    }
  }
  return {
    type: body["type"] ?? "SEARCH",
    title: body["title"],
    summary: body["summary"] ?? "",
    description: body["description"] ?? "",
    search_id: searchId,
    properties: body["properties"] ?? [],
    requires: body["requires"] ?? {},
    state: states,
    last_updated_at: isoNow(graylog),
    favorite: false,
  };
}

function listOf(views: readonly Document[]): Record<string, unknown> {
  const pagination = { total: views.length, count: views.length, page: 1, per_page: 50 };
  return { query: "", pagination, total: views.length, sort: "title", order: "asc", elements: views, views };
}

function searchNamed({ state }: Graylog, id: string): Document {
  const search = state.searches.find(id);
  if (search === undefined) {
    throw new ApiProblem(404, `Search with id ${id} does not exist`);
  }
  return search;
}

function viewNamed({ state }: Graylog, id: string): Document {
  const view = state.views.find(id);
  if (view === undefined) {
    throw notFound("view", id);
  }
  return view;
}
