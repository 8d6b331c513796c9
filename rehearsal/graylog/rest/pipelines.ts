import type { Answer, Exchange } from "../../http/exchange.ts";
import type { Router } from "../../http/router.ts";
import type { Graylog } from "../graylog.ts";
import { isoNow } from "../graylog.ts";
import { compilePipeline, compileRule, RuleRefusal } from "../rules/compile.ts";
import type { Collection, Document } from "../store/database.ts";
import { newId } from "../store/database.ts";
import { bodyOf, mustHave } from "./body.ts";
import { ApiProblem, json, noContent, notFound } from "./errors.ts";
import { connectionShape, reverseConnectionShape, sourceShape } from "./shapes.ts";

/** `/system/pipelines/…`: rules, pipelines and their streams. */
export function pipelineRoutes(router: Router<Graylog>): void {
  sourceRoutes(router, "rule");
  sourceRoutes(router, "pipeline");
  router
    .on("GET", "/api/system/pipelines/connections", (_exchange, { state }) =>
      json(state.connections.all().map(shownConnection)),
    )
    .on("POST", "/api/system/pipelines/connections/to_stream", (exchange, graylog) => {
      const body = bodyOf(exchange, connectionShape);
      mustHave(body, "stream_id", "pipeline_ids");
      return json(
        shownConnection(
          connect(graylog, body["stream_id"] as string, () => body["pipeline_ids"] as string[]),
        ),
      );
    })
    .on("POST", "/api/system/pipelines/connections/to_pipeline", (exchange, graylog) => {
      const body = bodyOf(exchange, reverseConnectionShape);
      mustHave(body, "pipeline_id", "stream_ids");
      const pipeline = body["pipeline_id"] as string;
      const wanted = body["stream_ids"] as string[];
      const streams = new Set([
        ...graylog.state.connections.all().map((one) => one["stream_id"] as string),
        ...wanted,
      ]);
      const changed = [...streams].map((stream) =>
        connect(graylog, stream, (ids) => [
          ...ids.filter((id) => id !== pipeline),
          ...(wanted.includes(stream) ? [pipeline] : []),
        ]),
      );
      return json(changed.map(shownConnection));
    })
    .on("GET", "/api/system/pipelines/connections/:stream", (_exchange, { state }, parameter) => {
      const found = state.connections.all().find((one) => one["stream_id"] === parameter("stream"));
      if (found === undefined) {
        throw notFound("pipeline connections with stream", parameter("stream"));
      }
      return json(shownConnection(found));
    });
}

function sourceRoutes(router: Router<Graylog>, kind: "rule" | "pipeline"): void {
  const path = `/api/system/pipelines/${kind}`;
  const shape = sourceShape(kind === "rule" ? "Rule" : "Pipeline");
  const collection = ({ state }: Graylog): Collection => (kind === "rule" ? state.rules : state.pipelines);
  const shown = kind === "rule" ? shownRule : shownPipeline;
  const named = (graylog: Graylog, id: string): Document => {
    const found = collection(graylog).find(id);
    if (found === undefined) {
      throw notFound(`pipeline processor ${kind}`, id);
    }
    return found;
  };
  const save = (exchange: Exchange, graylog: Graylog, known: Document | undefined): Answer => {
    const body = bodyOf(exchange, shape);
    mustHave(body, "source");
    const source = body["source"] as string;
    const result = titleOf(kind, source);
    if (typeof result !== "string") {
      return result;
    }
    const others = collection(graylog).all();
    if (others.some((one) => one["title"] === result && one.id !== known?.id)) {
      throw duplicateTitle(kind, result);
    }
    const now = isoNow(graylog);
    const saved = collection(graylog).save({
      id: known?.id ?? newId(graylog.clock()),
      title: result,
      description: body["description"] ?? "",
      source,
      created_at: known?.["created_at"] ?? now,
      modified_at: now,
    });
    return json(shown(saved));
  };
  router
    .on("GET", path, (_exchange, graylog) => json(collection(graylog).all().sort(byTitle).map(shown)))
    .on("POST", path, (exchange, graylog) => save(exchange, graylog, undefined))
    .on("POST", `${path}/parse`, (exchange) => {
      const source = bodyOf(exchange, shape)["source"] as string;
      const result = titleOf(kind, source);
      return typeof result === "string" ? json({ title: result, source, errors: null }) : result;
    })
    .on("GET", `${path}/:id`, (_exchange, graylog, parameter) => json(shown(named(graylog, parameter("id")))))
    .on("PUT", `${path}/:id`, (exchange, graylog, parameter) =>
      save(exchange, graylog, named(graylog, parameter("id"))),
    )
    .on("DELETE", `${path}/:id`, (_exchange, graylog, parameter) => {
      collection(graylog).remove(named(graylog, parameter("id")).id);
      return noContent;
    });
}

/** The name in a source, or the answer that lists what is wrong with it. */
function titleOf(kind: "rule" | "pipeline", source: string): string | Answer {
  try {
    return kind === "rule" ? compileRule(source).name : compilePipeline(source).name;
  } catch (error) {
    if (error instanceof RuleRefusal) {
      return json(error.problems, 400);
    }
    throw error;
  }
}

function duplicateTitle(kind: "rule" | "pipeline", title: string): ApiProblem {
  return new ApiProblem(
    500,
    `Write operation error on MongoDB server 127.0.0.1:27017. Write error: WriteError{code=11000, message='E11000 duplicate key error collection: graylog.pipeline_processor_${kind}s index: title_1 dup key: { title: "${title}" }', details={}}.`,
  );
}

function connect(graylog: Graylog, stream: string, change: (ids: string[]) => string[]): Document {
  const { state } = graylog;
  if (state.streams.find(stream) === undefined) {
    throw notFound("stream", stream);
  }
  const known = state.connections.all().find((one) => one["stream_id"] === stream);
  const ids = change((known?.["pipeline_ids"] ?? []) as string[]);
  const missing = ids.find((id) => state.pipelines.find(id) === undefined);
  if (missing !== undefined) {
    throw notFound("pipeline", missing);
  }
  return state.connections.save({
    id: known?.id ?? newId(graylog.clock()),
    stream_id: stream,
    pipeline_ids: [...new Set(ids)],
  });
}

function shownConnection({ id, stream_id, pipeline_ids }: Document): Record<string, unknown> {
  return { stream_id, pipeline_ids, id };
}

function shownRule(rule: Document): Record<string, unknown> {
  return {
    title: rule["title"],
    description: rule["description"],
    source: rule["source"],
    created_at: rule["created_at"],
    modified_at: rule["modified_at"],
    errors: null,
    rule_builder: null,
    simulator_message: null,
    id: rule.id,
    _scope: "DEFAULT",
  };
}

function shownPipeline(pipeline: Document): Record<string, unknown> {
  return {
    id: pipeline.id,
    _scope: "DEFAULT",
    title: pipeline["title"],
    description: pipeline["description"],
    source: pipeline["source"],
    created_at: pipeline["created_at"],
    modified_at: pipeline["modified_at"],
    stages: compilePipeline(pipeline["source"] as string).stages,
    errors: null,
    has_deprecated_functions: null,
  };
}

function byTitle(left: Document, right: Document): number {
  return String(left["title"]).localeCompare(String(right["title"]));
}
