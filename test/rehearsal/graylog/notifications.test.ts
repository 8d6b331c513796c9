import test from "ava";
import { encodeForJson, fillTemplate, TemplateProblem } from "../../../rehearsal/graylog/events/template.ts";
import { receiveHooks } from "./hooks.ts";
import type { Graylog } from "./support.ts";
import { graylog } from "./support.ts";

const model = {
  event: {
    id: "01M8",
    key: null,
    fields: { ioc: "iabg.de", agent: "win10" },
    message: 'He said "quote"\nnew\\line',
  },
  backlog: [
    { id: "1", fields: { rule: "100622" } },
    { id: "2", fields: { rule: "100623" } },
  ],
  empty: [],
};

const templates: Readonly<Record<string, string>> = {
  "${event.id}": "01M8",
  "${event.fields.ioc}": "iabg.de",
  "${event.key}": "",
  "${event.nothing.at.all}": "",
  "${event.nothing(none)}": "none",
  "${if event.key}key${else}no key${end}": "no key",
  "${if event.id}id${end}": "id",
  "${if !event.id}no id${end}": "",
  "${if empty}some${else}none${end}": "none",
  "${foreach backlog m}${m.id}:${m.fields.rule}${if last_m}${else},${end}${end}": "1:100622,2:100623",
  "${foreach backlog m , }${m.id}${end}": "1,2",
  "${foreach event.fields f}${f.key}=${f.value};${end}": "ioc=iabg.de;agent=win10;",
  "${foreach empty e}${e}${end}nothing": "nothing",
  "a $ b {c} ${event.id}": "a $ b {c} 01M8",
};

for (const [template, wanted] of Object.entries(templates)) {
  test(`the template ${template} gives ${wanted || "nothing"}`, (t) => {
    t.is(fillTemplate(template, model), wanted);
  });
}

test("values are escaped for JSON", (t) => {
  const text = fillTemplate('{"m":"${event.message}"}', model, encodeForJson);
  t.deepEqual(JSON.parse(text), { m: model.event.message });
});

test("a template that cannot be read is refused", (t) => {
  t.throws(() => fillTemplate("${foreach backlog}x${end}", model), {
    instanceOf: TemplateProblem,
    message: "Missing variable name in foreach",
  });
  t.throws(() => fillTemplate("${if a}x", model), { instanceOf: TemplateProblem });
});

async function notification(server: Graylog, url: string, config: object = {}): Promise<string> {
  return await server.make("/events/notifications", {
    entity: { title: "hook", description: "", config: { type: "http-notification-v2", url, ...config } },
  });
}

async function allow(server: Graylog, value: string, type = "literal"): Promise<void> {
  await server.ask("PUT", "/system/urlallowlist", {
    entries: [{ id: "a", title: "a", value, type }],
    disabled: false,
  });
}

test("a URL that is not on the allowlist is taken, and refused when something is sent", async (t) => {
  const server = await graylog(t);
  const hooks = await receiveHooks(t);
  const id = await notification(server, hooks.url);
  const refused = await server.ask("POST", `/events/notifications/${id}/test`);
  t.is(refused.status, 500);
  t.like(refused.json(), { message: `URL <${hooks.url}> is not allowlisted.` });
  await allow(server, "^http://127\\.0\\.0\\.1:\\d+/hook$", "regex");
  t.is((await server.ask("POST", `/events/notifications/${id}/test`)).status, 200);
  t.like(hooks.bodies[0], {
    event_definition_title: "Event Definition Test Title",
    event: { alert: true },
    backlog: [],
  });
});

test("headers, content type and method are sent as they are set", async (t) => {
  const server = await graylog(t);
  const hooks = await receiveHooks(t);
  await allow(server, hooks.url);
  const id = await notification(server, hooks.url, {
    method: "PUT",
    content_type: "PLAIN_TEXT",
    headers: "Authorization: Bearer t:o k; X-Two: 2",
    body_template: "${event.message}",
  });
  await server.ask("POST", `/events/notifications/${id}/test`);
  t.like(hooks.headers[0], {
    authorization: "Bearer t:o k",
    "x-two": "2",
    "content-type": "text/plain; charset=utf-8",
  });
  t.is(hooks.bodies[0], "Notification test message triggered from user <admin>");
});

test("a broken template is taken, and found when it is tested", async (t) => {
  const server = await graylog(t);
  const hooks = await receiveHooks(t);
  await allow(server, hooks.url);
  const id = await notification(server, hooks.url, { body_template: "${foreach backlog}${end}" });
  const answer = await server.ask("POST", `/events/notifications/${id}/test`);
  t.is(answer.status, 500);
  t.like(answer.json(), { message: "Missing variable name in foreach" });
});

test("an answer that is no success is an error", async (t) => {
  const server = await graylog(t);
  const hooks = await receiveHooks(t);
  hooks.status = 503;
  await allow(server, hooks.url);
  const id = await notification(server, hooks.url);
  const answer = await server.ask("POST", `/events/notifications/${id}/test`);
  t.is(answer.status, 500);
  t.regex(answer.text, /but got \[503\]/);
});

test("a notification of another type, or to no URL, is refused", async (t) => {
  const server = await graylog(t);
  for (const config of [{ type: "email-notification-v1" }, { type: "http-notification-v2", url: "" }]) {
    const answer = await server.ask("POST", "/events/notifications", { entity: { title: "x", config } });
    t.is(answer.status, 400, answer.text);
  }
});
