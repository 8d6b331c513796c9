import type { Router } from "../../http/router.ts";
import type { AggregationConfig, Definition } from "../events/definition.ts";
import { eventOf } from "../events/event.ts";
import { sendNotification } from "../events/notification.ts";
import type { Graylog } from "../graylog.ts";
import type { Document } from "../store/database.ts";
import { newId } from "../store/database.ts";
import type { Body } from "./body.ts";
import { bodyOf, entityOf, mustHave } from "./body.ts";
import { ApiProblem, json, noContent } from "./errors.ts";
import { onePage } from "./page.ts";
import { notificationShape } from "./shapes.ts";

/** `/events/notifications`. */
export function notificationRoutes(router: Router<Graylog>): void {
  router
    .on("GET", "/api/events/notifications", (_exchange, { state }) => {
      const notifications = state.notifications.all();
      return json({
        ...onePage(notifications.length),
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

function notificationNamed({ state }: Graylog, id: string): Document {
  const found = state.notifications.find(id);
  if (found === undefined) {
    throw new ApiProblem(404, `Notification <${id}> not found!`);
  }
  return found;
}
