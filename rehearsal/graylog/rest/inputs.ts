import type { Router } from "../../http/router.ts";
import type { Graylog } from "../graylog.ts";
import { isoNow } from "../graylog.ts";
import { rawTcpType } from "../inputs/inputs.ts";
import type { Document } from "../store/database.ts";
import { newId } from "../store/database.ts";
import type { Body } from "./body.ts";
import { bodyOf, mustHave } from "./body.ts";
import { ApiProblem, json, noContent, notFound } from "./errors.ts";
import { extractorShape, inputShape, staticFieldShape } from "./shapes.ts";

/** `/system/inputs`, `/system/inputstates`, and an input's static fields and extractors. */
export function inputRoutes(router: Router<Graylog>): void {
  router
    .on("GET", "/api/system/inputs", (_exchange, { state }) => {
      const inputs = state.inputs.all().map(shownInput);
      return json({ inputs, total: inputs.length });
    })
    .on("POST", "/api/system/inputs", async (exchange, graylog) => {
      const id = newId(graylog.clock());
      const input = graylog.state.inputs.save(inputOf(bodyOf(exchange, inputShape), id, graylog));
      await graylog.inputs.start(input);
      return json({ id }, 201);
    })
    .on("GET", "/api/system/inputs/:id", (_exchange, { state }, parameter) =>
      json(shownInput(inputNamed(state, parameter("id")))),
    )
    .on("PUT", "/api/system/inputs/:id", async (exchange, graylog, parameter) => {
      const known = inputNamed(graylog.state, parameter("id"));
      const changed = inputOf(bodyOf(exchange, inputShape), known.id, graylog);
      const kept = {
        static_fields: known["static_fields"],
        extractors: known["extractors"],
        created_at: known["created_at"],
      };
      await graylog.inputs.start(graylog.state.inputs.save({ ...changed, ...kept }));
      return json({ id: known.id }, 201);
    })
    .on("DELETE", "/api/system/inputs/:id", async (_exchange, { state, inputs }, parameter) => {
      const { id } = inputNamed(state, parameter("id"));
      await inputs.stop(id);
      state.inputs.remove(id);
      return noContent;
    })
    .on("GET", "/api/system/inputstates", (_exchange, graylog) =>
      json({ states: graylog.state.inputs.all().flatMap((input) => stateOf(graylog, input) ?? []) }),
    )
    .on("GET", "/api/system/inputstates/:id", (_exchange, graylog, parameter) => {
      const state = stateOf(graylog, inputNamed(graylog.state, parameter("id")));
      if (state === undefined) {
        throw notFound("input state for input", parameter("id"));
      }
      return json(state);
    })
    .on("PUT", "/api/system/inputstates/:id", async (_exchange, { state, inputs }, parameter) => {
      const { id, ...input } = inputNamed(state, parameter("id"));
      await inputs.start(state.inputs.save({ id, ...input, desired_state: "RUNNING" }));
      return json({ id });
    })
    .on("DELETE", "/api/system/inputstates/:id", async (_exchange, { state, inputs }, parameter) => {
      const { id, ...input } = inputNamed(state, parameter("id"));
      state.inputs.save({ id, ...input, desired_state: "STOPPED" });
      await inputs.stop(id);
      return json({ id });
    })
    .on("POST", "/api/system/inputs/:id/staticfields", (exchange, { state }, parameter) => {
      const input = inputNamed(state, parameter("id"));
      const { key, value } = bodyOf(exchange, staticFieldShape);
      if (typeof key !== "string" || typeof value !== "string" || !/^[\w.\-@]+$/.test(key)) {
        throw new ApiProblem(400, `Invalid key: [${String(key)}]`);
      }
      state.inputs.save({ ...input, static_fields: { ...(input["static_fields"] as object), [key]: value } });
      return { status: 201 };
    })
    .on("DELETE", "/api/system/inputs/:id/staticfields/:key", (_exchange, { state }, parameter) => {
      const input = inputNamed(state, parameter("id"));
      const fields = Object.entries(input["static_fields"] as Record<string, string>);
      const rest = fields.filter(([key]) => key !== parameter("key"));
      state.inputs.save({ ...input, static_fields: Object.fromEntries(rest) });
      return noContent;
    });
  extractorRoutes(router);
}

function extractorRoutes(router: Router<Graylog>): void {
  router
    .on("GET", "/api/system/inputs/:id/extractors", (_exchange, { state }, parameter) => {
      const extractors = inputNamed(state, parameter("id"))["extractors"] as Document[];
      return json({ extractors, total: extractors.length });
    })
    .on("POST", "/api/system/inputs/:id/extractors", (exchange, { state, clock }, parameter) => {
      const input = inputNamed(state, parameter("id"));
      const extractor = { ...extractorOf(bodyOf(exchange, extractorShape)), id: newId(clock()) };
      state.inputs.save({ ...input, extractors: [...(input["extractors"] as Document[]), extractor] });
      return json({ extractor_id: extractor.id }, 201);
    })
    .on("DELETE", "/api/system/inputs/:id/extractors/:extractor", (_exchange, { state }, parameter) => {
      const input = inputNamed(state, parameter("id"));
      const left = (input["extractors"] as Document[]).filter(({ id }) => id !== parameter("extractor"));
      state.inputs.save({ ...input, extractors: left });
      return noContent;
    });
}

function extractorOf(body: Body): Body {
  mustHave(
    body,
    "title",
    "cursor_strategy",
    "source_field",
    "extractor_type",
    "extractor_config",
    "converters",
  );
  if (body["extractor_type"] !== "json") {
    throw new ApiProblem(
      400,
      `[rehearsal] The extractor type "${String(body["extractor_type"])}" is one that Graylog has and this stand-in does not: it has "json".`,
    );
  }
  if (!Array.isArray(body["converters"])) {
    throw new ApiProblem(
      500,
      "Cannot deserialize value of type `java.util.Map` from the property converters",
    );
  }
  return body;
}

function inputOf(body: Body, id: string, graylog: Graylog): Document {
  mustHave(body, "title", "type");
  if (body["type"] !== rawTcpType) {
    throw new ApiProblem(
      404,
      `There is no such input type registered, [rehearsal] or it is one that this stand-in does not have: it has ${rawTcpType}.`,
    );
  }
  return {
    id,
    title: body["title"],
    global: body["global"] === true,
    type: body["type"],
    attributes: body["configuration"] ?? {},
    static_fields: {},
    extractors: [],
    created_at: isoNow(graylog),
    node: body["node"] ?? null,
    desired_state: "RUNNING",
  };
}

function shownInput(input: Document): Record<string, unknown> {
  return {
    title: input["title"],
    global: input["global"],
    name: "Raw/Plaintext TCP",
    content_pack: null,
    id: input.id,
    created_at: input["created_at"],
    type: input["type"],
    creator_user_id: "admin",
    attributes: input["attributes"],
    static_fields: input["static_fields"],
    node: input["node"],
  };
}

function stateOf({ inputs }: Graylog, input: Document): Record<string, unknown> | undefined {
  const state = inputs.state(input.id);
  return state === undefined
    ? undefined
    : {
        id: input.id,
        state: state.state,
        started_at: state.startedAt,
        last_failed_at: state.failedAt,
        detailed_message: state.detail,
        message_input: shownInput(input),
      };
}

function inputNamed(state: Graylog["state"], id: string): Document {
  const input = state.inputs.find(id);
  if (input === undefined) {
    throw notFound("input", id);
  }
  return input;
}
