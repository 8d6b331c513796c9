import type { Router } from "../../http/router.ts";
import { definitionOf } from "../events/definition.ts";
import type { Graylog } from "../graylog.ts";
import { isoNow } from "../graylog.ts";
import type { Document } from "../store/database.ts";
import { newId } from "../store/database.ts";
import type { Body } from "./body.ts";
import { bodyOf, entityOf, mustHave } from "./body.ts";
import { complaintsAbout } from "./definition-complaints.ts";
import { ApiProblem, json, noContent } from "./errors.ts";
import { onePage } from "./page.ts";
import { definitionShape } from "./shapes.ts";

/** `/events/definitions`. */
export function definitionRoutes(router: Router<Graylog>): void {
  router
    .on("GET", "/api/events/definitions", (_exchange, graylog) => {
      const definitions = graylog.state.definitions.all();
      return json({
        ...onePage(definitions.length),
        event_definitions: definitions.map((one) => shownDefinition(graylog, one)),
        query: "",
        context: {
          scheduler: Object.fromEntries(definitions.map(({ id }) => [id, schedulerContext(graylog, id)])),
        },
      });
    })
    .on("POST", "/api/events/definitions", (exchange, graylog) => {
      const definition = definitionFrom(entityOf(exchange, definitionShape), newId(graylog.clock()), graylog);
      graylog.state.definitions.save(definition);
      if (exchange.query.get("schedule") !== "false") {
        graylog.scheduler.schedule(definition.id);
      }
      // As the real one: it is enabled by now, but the answer was made before.
      return json({ ...shownDefinition(graylog, definition), state: "DISABLED" });
    })
    .on("POST", "/api/events/definitions/validate", (exchange) => {
      const body = bodyOf(exchange, definitionShape);
      if (body["id"] === undefined || body["id"] === null) {
        throw new ApiProblem(500, "hexString can not be null");
      }
      const errors = complaintsAbout(body);
      return json({ errors, error_context: {}, failed: Object.keys(errors).length > 0 });
    })
    .on("GET", "/api/events/definitions/:id", (_exchange, graylog, parameter) =>
      json(shownDefinition(graylog, definitionNamed(graylog, parameter("id")))),
    )
    .on("PUT", "/api/events/definitions/:id", (exchange, graylog, parameter) => {
      const known = definitionNamed(graylog, parameter("id"));
      const changed = {
        ...definitionFrom(bodyOf(exchange, definitionShape), known.id, graylog),
        matched_at: known["matched_at"],
      };
      graylog.state.definitions.save(changed);
      graylog.scheduler.unschedule(known.id);
      if (exchange.query.get("schedule") !== "false") {
        graylog.scheduler.schedule(known.id);
      }
      return json(shownDefinition(graylog, changed));
    })
    .on("DELETE", "/api/events/definitions/:id", (_exchange, graylog, parameter) => {
      const { id, ...rest } = definitionNamed(graylog, parameter("id"));
      if (rest["_scope"] !== "DEFAULT") {
        throw new ApiProblem(400, "Event definition cannot be deleted.");
      }
      graylog.scheduler.unschedule(id);
      graylog.state.definitions.remove(id);
      return noContent;
    })
    .on("PUT", "/api/events/definitions/:id/schedule", (_exchange, graylog, parameter) => {
      graylog.scheduler.schedule(definitionNamed(graylog, parameter("id")).id);
      return noContent;
    })
    .on("PUT", "/api/events/definitions/:id/unschedule", (_exchange, graylog, parameter) => {
      graylog.scheduler.unschedule(definitionNamed(graylog, parameter("id")).id);
      return noContent;
    });
}

function definitionFrom(body: Body, id: string, graylog: Graylog): Document {
  mustHave(body, "title", "description", "priority", "alert", "config", "key_spec", "notification_settings");
  mustHave(
    body["config"] as Body,
    "query",
    "streams",
    "group_by",
    "series",
    "search_within_ms",
    "execute_every_ms",
  );
  const errors = complaintsAbout(body);
  if (Object.keys(errors).length > 0) {
    throw new ApiProblem(400, "Event Definition is not valid", "ApiError", { errors });
  }
  const config = body["config"] as Body;
  return {
    _scope: "DEFAULT",
    id,
    title: body["title"],
    description: body["description"],
    updated_at: isoNow(graylog),
    matched_at: null,
    priority: body["priority"],
    alert: body["alert"],
    config: {
      type: config["type"],
      query: config["query"],
      query_parameters: config["query_parameters"] ?? [],
      filters: config["filters"] ?? [],
      streams: config["streams"],
      stream_categories: config["stream_categories"] ?? [],
      group_by: config["group_by"],
      series: config["series"],
      conditions: config["conditions"] ?? null,
      search_within_ms: config["search_within_ms"],
      execute_every_ms: config["execute_every_ms"],
      use_cron_scheduling: config["use_cron_scheduling"] ?? false,
      cron_expression: config["cron_expression"] ?? null,
      cron_timezone: config["cron_timezone"] ?? null,
      event_limit: config["event_limit"] ?? 0,
    },
    field_spec: body["field_spec"] ?? {},
    key_spec: body["key_spec"],
    notification_settings: body["notification_settings"],
    notifications: ((body["notifications"] ?? []) as Body[]).map((one) => ({
      notification_id: one["notification_id"],
      notification_parameters: one["notification_parameters"] ?? null,
    })),
    storage: [{ type: "persist-to-streams-v1", streams: ["000000000000000000000002"] }],
    scheduler: null,
  };
}

function shownDefinition(graylog: Graylog, definition: Document): Record<string, unknown> {
  const enabled =
    definitionOf(definition) === undefined || graylog.scheduler.trigger(definition.id) !== undefined;
  return { ...definition, state: enabled ? "ENABLED" : "DISABLED" };
}

function schedulerContext({ scheduler }: Graylog, id: string): Record<string, unknown> {
  const trigger = scheduler.trigger(id);
  const iso = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString());
  return trigger === undefined
    ? {
        status: null,
        next_time: null,
        triggered_at: null,
        queued_notifications: 0,
        data: null,
        is_scheduled: false,
      }
    : {
        status: "runnable",
        next_time: iso(trigger.next),
        triggered_at: iso(trigger.triggeredAt),
        queued_notifications: 0,
        data: {
          type: "event-processor-execution-v1",
          timerange_from: iso(trigger.from),
          timerange_to: iso(trigger.to),
        },
        is_scheduled: true,
      };
}

function definitionNamed({ state }: Graylog, id: string): Document {
  const found = state.definitions.find(id);
  if (found === undefined) {
    throw new ApiProblem(404, `Event definition <${id}> doesn't exist`);
  }
  return found;
}
