import type { Router } from "../../http/router.ts";
import type { AggregationConfig, Definition } from "../events/definition.ts";
import { definitionOf } from "../events/definition.ts";
import { eventOf } from "../events/event.ts";
import { sendNotification } from "../events/notification.ts";
import type { Graylog } from "../graylog.ts";
import { isoNow } from "../graylog.ts";
import type { Document } from "../store/database.ts";
import { newId } from "../store/database.ts";
import type { Body } from "./body.ts";
import { bodyOf, entityOf, mustHave } from "./body.ts";
import { ApiProblem, json, noContent } from "./errors.ts";
import { definitionShape, notificationShape } from "./shapes.ts";

/** `/events/definitions`. */
export function definitionRoutes(router: Router<Graylog>): void {
  router
    .on("GET", "/api/events/definitions", (_exchange, graylog) => {
      const definitions = graylog.state.definitions.all();
      return json({
        ...page(definitions.length),
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

/** `/events/notifications`. */
export function notificationRoutes(router: Router<Graylog>): void {
  router
    .on("GET", "/api/events/notifications", (_exchange, { state }) => {
      const notifications = state.notifications.all();
      return json({
        ...page(notifications.length),
        notifications: notifications.map(shownNotification),
        query: "",
      });
    })
    .on("POST", "/api/events/notifications", (exchange, graylog) => {
      const body = notificationFrom(entityOf(exchange, notificationShape));
      return json(
        shownNotification(graylog.state.notifications.save({ ...body, id: newId(graylog.clock()) })),
      );
    })
    .on("POST", "/api/events/notifications/test", async (exchange, graylog) => {
      await sendTest(graylog, { ...notificationFrom(entityOf(exchange, notificationShape)), id: "test" });
      return { status: 200 };
    })
    .on("GET", "/api/events/notifications/:id", (_exchange, graylog, parameter) =>
      json(shownNotification(notificationNamed(graylog, parameter("id")))),
    )
    .on("PUT", "/api/events/notifications/:id", (exchange, graylog, parameter) => {
      const { id } = notificationNamed(graylog, parameter("id"));
      const body = notificationFrom(bodyOf(exchange, notificationShape));
      return json(shownNotification(graylog.state.notifications.save({ ...body, id })));
    })
    .on("DELETE", "/api/events/notifications/:id", (_exchange, graylog, parameter) => {
      graylog.state.notifications.remove(notificationNamed(graylog, parameter("id")).id);
      return noContent;
    })
    .on("POST", "/api/events/notifications/:id/test", async (_exchange, graylog, parameter) => {
      await sendTest(graylog, notificationNamed(graylog, parameter("id")));
      return { status: 200 };
    });
}

async function sendTest(graylog: Graylog, notification: Document): Promise<void> {
  const now = graylog.clock();
  const definition: Definition = {
    id: "EventDefinitionTestId",
    title: "Event Definition Test Title",
    description: "Event Definition Test Description",
    priority: 2,
    alert: true,
    config: { type: "test-dummy-v1", query: "" } as AggregationConfig,
    fieldSpec: {},
    keySpec: ["testkey"],
    gracePeriod: 0,
    backlogSize: 0,
    notifications: [],
  };
  const event = eventOf({
    definition,
    now,
    timestamp: now,
    message: "Notification test message triggered from user <admin>",
    origin: null,
    window: { from: now, to: now },
    sourceStreams: [],
    fields: { testkey: "testkey", field1: "value1", field2: "value2" },
    groupByFields: {},
    aggregationConditions: {},
  });
  try {
    await sendNotification(
      graylog.state,
      notification,
      definition,
      { event, backlog: [] },
      AbortSignal.timeout(10_000),
    );
  } catch (error) {
    throw new ApiProblem(500, (error as Error).message);
  }
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

/** What Graylog's own validation finds; neither the priority, nor ids of streams, nor the query are looked at. */
function complaintsAbout(body: Body): Record<string, string[]> {
  const errors: Record<string, string[]> = {};
  const complain = (field: string, message: string): void => {
    errors[field] = [...(errors[field] ?? []), message];
  };
  const config = body["config"] as AggregationConfig;
  const fields = Object.keys(body["field_spec"] ?? {});
  if (body["title"] === "") {
    complain("title", "Event Definition title cannot be empty.");
  }
  if (!(config.search_within_ms > 0)) {
    complain("search_within_ms", "Filter & Aggregation search_within_ms must be greater than 0.");
  }
  if (!(config.execute_every_ms > 0)) {
    complain("execute_every_ms", "Filter & Aggregation execute_every_ms must be greater than 0.");
  }
  const hasSeries = config.series.length > 0;
  const hasConditions = config.conditions?.expression !== undefined && config.conditions.expression !== null;
  if (config.group_by.length > 0 && !(hasSeries && hasConditions)) {
    complain("series", "Aggregation with group_by must also contain series");
    complain("conditions", "Aggregation with group_by must also contain conditions");
  }
  if (hasSeries !== hasConditions) {
    complain(
      hasSeries ? "conditions" : "series",
      hasSeries
        ? "Aggregation with series must also contain conditions"
        : "Aggregation with conditions must also contain series",
    );
  }
  const limit = config.event_limit as number | undefined;
  if (!hasSeries && !(limit !== undefined && limit > 0)) {
    complain("event_limit", "Event limit must be greater than 0.");
  } else if (!hasSeries && (limit ?? 0) > 1000) {
    complain("event_limit", "Event limit must be less than 1000.");
  }
  for (const field of fields.filter((name) => !/^[\w.\-@]*$/.test(name))) {
    complain(
      "field_spec",
      `Event Definition field_spec contains invalid message field "${field}". Valid message field characters are: a-z, A-Z, 0-9, ., -, and @. No spaces are allowed.`,
    );
  }
  if ((body["key_spec"] as string[]).some((key) => !fields.includes(key))) {
    complain("key_spec", "Event Definition key_spec can only contain fields defined in field_spec.");
  }
  return errors;
}

function notificationFrom(body: Body): Body {
  mustHave(body, "title", "config");
  const config = body["config"] as Body;
  const url = config["url"];
  if (typeof url !== "string" || url === "" || !URL.canParse(url)) {
    throw new ApiProblem(400, "Notification is not valid", "ApiError", {
      errors: { url: ["HTTP Notification url cannot be empty."] },
      failed: true,
    });
  }
  return { title: body["title"], description: body["description"] ?? "", config };
}

function shownNotification(notification: Document): Record<string, unknown> {
  const config = notification["config"] as Body;
  const common = {
    type: config["type"],
    basic_auth: { is_set: false },
    api_key_as_header: config["api_key_as_header"] ?? false,
    api_key: config["api_key"] ?? "",
    api_secret: { is_set: false },
    url: config["url"],
    skip_tls_verification: config["skip_tls_verification"] ?? false,
  };
  const second = {
    method: config["method"] ?? "POST",
    time_zone: config["time_zone"] ?? "UTC",
    content_type: config["content_type"] ?? "JSON",
    headers: config["headers"] ?? null,
    body_template: config["body_template"] ?? null,
  };
  return {
    id: notification.id,
    title: notification["title"],
    description: notification["description"],
    config: config["type"] === "http-notification-v2" ? { ...common, ...second } : common,
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

function page(total: number): Record<string, number> {
  return { total, page: 1, per_page: 50, count: total };
}

function definitionNamed({ state }: Graylog, id: string): Document {
  const found = state.definitions.find(id);
  if (found === undefined) {
    throw new ApiProblem(404, `Event definition <${id}> doesn't exist`);
  }
  return found;
}

function notificationNamed({ state }: Graylog, id: string): Document {
  const found = state.notifications.find(id);
  if (found === undefined) {
    throw new ApiProblem(404, `Notification <${id}> not found!`);
  }
  return found;
}
