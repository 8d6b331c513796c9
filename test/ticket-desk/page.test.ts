import { readFile } from "node:fs/promises";
import test from "ava";
import { settingsOf, kindsOf } from "../../components/configuration/json-schema.ts";
import { ticketingSchema } from "../../components/configuration/ticketing.ts";
import { adapterOf } from "../../ticket-desk/adapters/adapters.ts";
import { links } from "../../ticket-desk/links.ts";
import { notification } from "./support.ts";
import { Vendor } from "./vendor.ts";

const page = await readFile(new URL("../../docs/tickets.md", import.meta.url), "utf8");
const bodies = Array.from(
  page.matchAll(/```json\n([\s\S]*?)```/g),
  ([, text = ""]) => JSON.parse(text) as object,
);

/** Names at every depth; the alert's own are Wazuh's. */
const namesOf = (value: unknown, path = ""): string[] =>
  Array.isArray(value)
    ? namesOf(value[0], `${path}[]`)
    : value !== null && typeof value === "object" && path !== "alert"
      ? Object.entries(value).flatMap(([key, one]) => namesOf(one, path === "" ? key : `${path}.${key}`))
      : [path];

test("docs/tickets.md shows the bodies that the webhook is sent", async (t) => {
  const vendor = await new Vendor(() => [200, { id: "7" }]).start(t);
  const adapter = adapterOf({ adapter: "webhook", url: vendor.url })!;
  const told = notification();
  const reference = "lab-0123456789abcdef";
  const matches = [{ alert_id: told.alert_id, raised_id: told.raised_id, time: told.time }];
  const opened = await adapter.open({
    reference,
    notification: told,
    links: links(told, "https://g"),
    matches,
  });
  await adapter.repeat(opened, { reference, mark: `${reference}/3`, notification: told, matches, count: 3 });
  t.deepEqual(
    vendor.asked.map(({ body }) => namesOf(body)),
    bodies.map((body) => namesOf(body)),
  );
});

test("docs/tickets.md names every adapter and its settings", (t) => {
  const kinds = kindsOf(settingsOf(ticketingSchema));
  t.true(kinds.length > 5);
  for (const { properties = {} } of kinds) {
    const { adapter, ...settings } = properties;
    t.true(page.includes(`| \`${String(adapter?.const)}\` |`), String(adapter?.const));
    for (const name of Object.keys(settings).filter((one) => one !== "labels")) {
      t.regex(page, new RegExp(`\\b${name}\\b`), name);
    }
  }
});
