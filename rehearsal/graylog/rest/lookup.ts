import type { Router } from "../../http/router.ts";
import type { Graylog } from "../graylog.ts";
import { lookUp } from "../messages/lookup.ts";
import { plain } from "../messages/value.ts";
import type { Collection, Document } from "../store/database.ts";
import { newId } from "../store/database.ts";
import { bodyOf, mustHave } from "./body.ts";
import { ApiProblem, json, notFound } from "./errors.ts";
import type { Shape } from "./shapes.ts";
import { lookupAdapterShape, lookupCacheShape, lookupTableShape } from "./shapes.ts";

/** One kind of the objects below `/system/lookup`. */
interface Kind {
  readonly path: "tables" | "adapters" | "caches";
  /** What a list is called in answers. */
  readonly list: string;
  readonly shape: Shape;
  readonly collection: (graylog: Graylog) => Collection;
  /** Types of `config` that are rehearsed; undefined where there is none. */
  readonly types: readonly string[] | undefined;
}

const kinds: readonly Kind[] = [
  {
    path: "tables",
    list: "lookup_tables",
    shape: lookupTableShape,
    collection: ({ state }) => state.lookupTables,
    types: undefined,
  },
  {
    path: "adapters",
    list: "data_adapters",
    shape: lookupAdapterShape,
    collection: ({ state }) => state.lookupAdapters,
    types: ["csvfile"],
  },
  {
    path: "caches",
    list: "caches",
    shape: lookupCacheShape,
    collection: ({ state }) => state.lookupCaches,
    types: ["none", "guava_cache"],
  },
];

/** `/system/lookup/…`: tables over CSV files. */
export function lookupRoutes(router: Router<Graylog>): void {
  router.on("GET", "/api/system/lookup/tables/:name/query", (exchange, { state }, parameter) => {
    const value = lookUp(state, parameter("name"), exchange.query.get("key") ?? "");
    const single = value === undefined ? null : plain(value);
    return json({
      single_value: single,
      multi_value: single === null ? null : { value: single },
      string_list_value: null,
      has_error: false,
      ttl: Number.MAX_SAFE_INTEGER,
    });
  });
  kinds.forEach((kind) => kindRoutes(router, kind));
}

function kindRoutes(router: Router<Graylog>, kind: Kind): void {
  const path = `/api/system/lookup/${kind.path}`;
  const named = (graylog: Graylog, idOrName: string): Document => {
    const found = kind
      .collection(graylog)
      .all()
      .find(({ id, name }) => id === idOrName || name === idOrName);
    if (found === undefined) {
      throw notFound(kind.path.slice(0, -1), idOrName);
    }
    return found;
  };
  router
    .on("GET", path, (_exchange, graylog) => {
      const all = kind.collection(graylog).all();
      return json({
        query: "",
        total: all.length,
        count: all.length,
        page: 1,
        per_page: 50,
        [kind.list]: all,
      });
    })
    .on("POST", path, (exchange, graylog) => {
      const body = bodyOf(exchange, kind.shape);
      mustHave(body, "title", "name", "description");
      checkType(kind, (body["config"] as { type?: string } | undefined)?.type);
      const saved = { ...body, id: newId(graylog.clock()), _scope: "DEFAULT", content_pack: null };
      return json(kind.collection(graylog).save(saved));
    })
    .on("GET", `${path}/:id`, (_exchange, graylog, parameter) => {
      const found = named(graylog, parameter("id"));
      return json(kind.path === "tables" ? { lookup_tables: [found] } : found);
    })
    .on("PUT", `${path}/:id`, (exchange, graylog, parameter) => {
      const known = named(graylog, parameter("id"));
      return json(kind.collection(graylog).save({ ...known, ...bodyOf(exchange, kind.shape), id: known.id }));
    })
    .on("DELETE", `${path}/:id`, (_exchange, graylog, parameter) => {
      const known = named(graylog, parameter("id"));
      kind.collection(graylog).remove(known.id);
      return json(known);
    });
}

function checkType({ types, path }: Kind, type: string | undefined): void {
  if (types !== undefined && !types.includes(type ?? "")) {
    throw new ApiProblem(
      400,
      `[rehearsal] Of ${path} this stand-in has the types ${types.join(", ")}; "${type ?? ""}" is none, or one that only Graylog has.`,
    );
  }
}
