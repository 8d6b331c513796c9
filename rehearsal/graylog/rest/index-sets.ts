import type { Router } from "../../http/router.ts";
import type { Graylog } from "../graylog.ts";
import type { FieldType, Mapping } from "../index/mapping.ts";
import { indexSetOf } from "../messages/processor.ts";
import type { Document } from "../store/database.ts";
import { newId } from "../store/database.ts";
import type { Body } from "./body.ts";
import { bodyOf, mustHave } from "./body.ts";
import { ApiProblem, json, noContent, notFound } from "./errors.ts";
import { indexSetShape, mappingShape } from "./shapes.ts";

/** Graylog's names for the types of fields, and what OpenSearch makes of them. */
const fieldTypes: Readonly<Record<string, FieldType>> = {
  string: "keyword",
  string_fts: "text",
  long: "long",
  int: "long",
  short: "long",
  byte: "long",
  double: "double",
  float: "float",
  date: "date",
  boolean: "boolean",
  ip: "ip",
};

/** `/system/indices/index_sets`, the fields' types and `/system/deflector`. */
export function indexSetRoutes(router: Router<Graylog>): void {
  router
    .on("GET", "/api/system/indices/index_sets", (_exchange, { state }) => {
      const sets = state.indexSets.all().map(shownIndexSet).sort(byTitle);
      return json({ total: sets.length, index_sets: sets, stats: {} });
    })
    .on("POST", "/api/system/indices/index_sets", (exchange, graylog) => {
      const set = indexSetFrom(bodyOf(exchange, indexSetShape), graylog);
      graylog.indices.active(indexSetOf(graylog.state.indexSets.save(set)));
      return json(shownIndexSet(set));
    })
    .on("GET", "/api/system/indices/index_sets/types/:id/all", (_exchange, graylog, parameter) =>
      json(fieldsOf(graylog, indexSetNamed(graylog, parameter("id")))),
    )
    .on("GET", "/api/system/indices/index_sets/types/:id", (_exchange, graylog, parameter) => {
      const elements = fieldsOf(graylog, indexSetNamed(graylog, parameter("id")));
      return json({
        elements,
        pagination: { total: elements.length, count: elements.length, page: 1, per_page: elements.length },
      });
    })
    .on("GET", "/api/system/indices/index_sets/:id", (_exchange, graylog, parameter) =>
      json(shownIndexSet(indexSetNamed(graylog, parameter("id")))),
    )
    .on("PUT", "/api/system/indices/index_sets/:id", (exchange, graylog, parameter) => {
      const known = indexSetNamed(graylog, parameter("id"));
      const body = JSON.parse(exchange.body.toString("utf8")) as Body;
      const changed = { ...known, ...body, id: known.id, index_prefix: known["index_prefix"] };
      return json(shownIndexSet(graylog.state.indexSets.save(changed)));
    })
    .on("DELETE", "/api/system/indices/index_sets/:id", (exchange, graylog, parameter) => {
      const set = indexSetNamed(graylog, parameter("id"));
      if (set["default"] === true) {
        throw new ApiProblem(400, `Default index set <${set.id}> cannot be deleted!`);
      }
      if (exchange.query.get("delete_indices") !== "false") {
        graylog.indices.drop(set.id);
      }
      graylog.state.indexSets.remove(set.id);
      return noContent;
    })
    .on("PUT", "/api/system/indices/mappings", (exchange, graylog) => {
      changeMapping(bodyOf(exchange, mappingShape), graylog);
      return { status: 200 };
    })
    .on("POST", "/api/system/deflector/:id/cycle", (_exchange, graylog, parameter) => {
      graylog.indices.rotate(indexSetOf(indexSetNamed(graylog, parameter("id"))));
      return noContent;
    });
}

function changeMapping(body: Body, graylog: Graylog): void {
  mustHave(body, "index_sets", "type", "field");
  const type = fieldTypes[body["type"] as string];
  if (type === undefined) {
    throw new ApiProblem(400, `Invalid type provided: ${String(body["type"])}`);
  }
  for (const id of body["index_sets"] as string[]) {
    const set = indexSetNamed(graylog, id);
    const custom = { ...(set["custom_mappings"] as Mapping | undefined), [body["field"] as string]: type };
    const changed = graylog.state.indexSets.save({ ...set, custom_mappings: custom });
    if (body["rotate"] === true) {
      graylog.indices.rotate(indexSetOf(changed));
    }
  }
}

/** The fields that an index set knows: those of its index, and those that were given a type by hand. */
function fieldsOf({ indices }: Graylog, set: Document): Record<string, unknown>[] {
  const { customMappings, ...rest } = indexSetOf(set);
  const active = indices.mapping(indices.active({ ...rest, customMappings }));
  const name = (type: FieldType): string =>
    Object.entries(fieldTypes).find(([, one]) => one === type)?.[0] ?? "string";
  return Object.entries({ ...active, ...customMappings })
    .map(([field, type]) => ({
      field_name: field,
      type: name(type),
      origin: Object.hasOwn(customMappings, field) ? "OVERRIDDEN_INDEX" : "INDEX",
      is_reserved: false,
    }))
    .sort((left, right) => left.field_name.localeCompare(right.field_name));
}

function indexSetFrom(body: Body, { state, clock }: Graylog): Document {
  mustHave(body, "title", "index_prefix", "shards", "replicas", "creation_date", "index_analyzer");
  mustHave(
    body,
    "index_optimization_max_num_segments",
    "index_optimization_disabled",
    "field_type_refresh_interval",
  );
  const prefix = body["index_prefix"] as string;
  if (!/^[a-z0-9][a-z0-9_+-]*$/.test(prefix)) {
    throw new ApiProblem(400, `Index prefix "${prefix}" must match the pattern ^[a-z0-9][a-z0-9_+-]*$`);
  }
  const taken = state.indexSets.all().some((set) => {
    const other = String(set["index_prefix"]);
    return prefix.startsWith(other) || other.startsWith(prefix);
  });
  if (taken) {
    throw new ApiProblem(
      400,
      `Index prefix "${prefix}" would conflict with an existing index set, which has an index prefix that one begins with`,
    );
  }
  if (body["data_tiering"] === undefined && body["rotation_strategy_class"] === undefined) {
    throw new ApiProblem(400, "Either data_tiering or rotation and retention strategies must be set.");
  }
  return { ...body, id: newId(clock()), custom_mappings: {} };
}

function shownIndexSet(set: Document): Record<string, unknown> {
  const at = (name: string, otherwise: unknown): unknown => set[name] ?? otherwise;
  return {
    id: set.id,
    title: set["title"],
    description: at("description", null),
    shards: set["shards"],
    replicas: set["replicas"],
    index_optimization_max_num_segments: set["index_optimization_max_num_segments"],
    index_optimization_disabled: set["index_optimization_disabled"],
    field_type_refresh_interval: set["field_type_refresh_interval"],
    rotation_strategy_class: at("rotation_strategy_class", null),
    rotation_strategy: at("rotation_strategy", null),
    retention_strategy_class: at("retention_strategy_class", null),
    retention_strategy: at("retention_strategy", null),
    data_tiering: at("data_tiering", null),
    index_analyzer: set["index_analyzer"],
    field_type_profile: at("field_type_profile", null),
    index_template_type: at("index_template_type", null),
    index_prefix: set["index_prefix"],
    creation_date: instant(set["creation_date"]),
    use_legacy_rotation: at("use_legacy_rotation", false),
    field_restrictions: at("field_restrictions", null),
    can_be_default: at("can_be_default", true),
    default: at("default", false),
    writable: at("writable", true),
  };
}

/** As Java writes an instant: without milliseconds where there are none. */
function instant(text: unknown): unknown {
  return typeof text === "string" ? text.replace(/\.000Z$/, "Z").replace(/(\.\d*[1-9])0+Z$/, "$1Z") : text;
}

function byTitle(left: Record<string, unknown>, right: Record<string, unknown>): number {
  return String(left["title"]).localeCompare(String(right["title"]));
}

function indexSetNamed({ state }: Graylog, id: string): Document {
  const set = state.indexSets.find(id);
  if (set === undefined) {
    throw notFound("index set", id);
  }
  return set;
}
