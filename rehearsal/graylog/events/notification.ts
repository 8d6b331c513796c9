import type { Document } from "../store/database.ts";
import type { State } from "../store/state.ts";
import type { Definition } from "./definition.ts";
import type { Found } from "./processor.ts";
import { encodeForJson, fillTemplate } from "./template.ts";

/** A notification that was not sent. */
export class NotificationProblem extends Error {
  override readonly name = "NotificationProblem";
}

/**
 * Sends an event to an HTTP notification (`http-notification-v1` and `-v2`).
 * https://go2docs.graylog.org/current/interacting_with_your_log_data/notifications.html
 * @param signal gives it up
 * @throws {NotificationProblem} with Graylog's reason: not on the allowlist, a broken template, an answer that is no 2xx
 */
export async function sendNotification(
  state: State,
  notification: Document,
  definition: Definition,
  found: Found,
  signal: AbortSignal,
): Promise<void> {
  const config = notification["config"] as Record<string, unknown>;
  const text = (name: string, otherwise: string): string =>
    typeof config[name] === "string" && config[name] !== "" ? config[name] : otherwise;
  const url = text("url", "");
  if (!isAllowed(state, url)) {
    throw new NotificationProblem(`URL <${url}> is not allowlisted.`);
  }
  const contentType = text("content_type", "JSON");
  const model = modelOf(definition, found);
  const template = text("body_template", "");
  const body =
    template === ""
      ? JSON.stringify(model)
      : fillTemplate(template, model, contentType === "JSON" ? encodeForJson : (value) => value);
  const method = text("method", "POST");
  const response = await fetch(url, {
    method,
    headers: {
      "Content-Type": contentTypes[contentType] ?? "application/json",
      ...headersOf(text("headers", "")),
    },
    ...(method === "GET" ? {} : { body }),
    redirect: "manual",
    signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]),
  }).catch((error: unknown) => {
    throw new NotificationProblem(`Unable to reach <${url}>: ${(error as Error).message}`);
  });
  await response.arrayBuffer();
  if (!response.ok) {
    throw new NotificationProblem(
      `Expected successful HTTP response [2xx] but got [${response.status}]. ${url}`,
    );
  }
}

const contentTypes: Readonly<Record<string, string>> = {
  JSON: "application/json; charset=utf-8",
  FORM_DATA: "application/x-www-form-urlencoded",
  PLAIN_TEXT: "text/plain; charset=utf-8",
};

/** Whether the allowlist has the URL, as it is or by a pattern. Only a list that is disabled allows everything. */
export function isAllowed(state: State, url: string): boolean {
  const list = state.single("url allowlist", () => ({ entries: [], disabled: false }));
  const entries = list["entries"] as readonly { readonly type: string; readonly value: string }[];
  return (
    list["disabled"] === true ||
    entries.some(({ type, value }) => (type === "literal" ? value === url : new RegExp(value).test(url)))
  );
}

/** `A: b; C: d`. */
function headersOf(text: string): Record<string, string> {
  return Object.fromEntries(
    text
      .split(";")
      .map((header) => header.trim())
      .filter((header) => header.includes(":"))
      .map((header) => [
        header.slice(0, header.indexOf(":")).trim(),
        header.slice(header.indexOf(":") + 1).trim(),
      ]),
  );
}

function modelOf(definition: Definition, { event, backlog }: Found): Record<string, unknown> {
  return {
    event_definition_id: definition.id,
    event_definition_type: definition.config.type,
    event_definition_title: definition.title,
    event_definition_description: definition.description,
    job_definition_id: "<unknown>",
    job_trigger_id: "<unknown>",
    event,
    backlog: backlog.slice(0, definition.backlogSize),
  };
}
