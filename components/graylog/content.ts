import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { parse } from "yaml";
import type { GraylogContent } from "../../configurator/desired.ts";
import { readTemplate, render, templatesFolder } from "../template.ts";

/** Where Graylog's notifications go. */
export interface NotificationReceiver {
  readonly url: string;
  readonly token: string;
}

/**
 * Graylog's content of templates/graylog/.
 *
 * @param receiver whom an event tells; without one the event definition is there and tells nobody
 * @param schedule milliseconds between two runs of the event definition, and so the longest time that a match waits
 */
export function graylogContent(receiver: NotificationReceiver | undefined, schedule: number): GraylogContent {
  const content = parse(
    render("graylog/content.yaml", { ticketDesk: receiver ?? { url: "", token: "" }, schedule }),
  ) as Omit<GraylogContent, "rules">;
  const rules = readdirSync(new URL("graylog/rules/", templatesFolder)).map((file) => [
    basename(file, ".rule"),
    readTemplate(`graylog/rules/${file}`),
  ]);
  return {
    ...content,
    ...(!receiver && withoutReceiver(content)),
    rules: Object.fromEntries(rules) as Record<string, string>,
  };
}

function withoutReceiver({
  eventDefinitions,
}: Pick<GraylogContent, "eventDefinitions">): Partial<GraylogContent> {
  return {
    urlAllowlist: [],
    notifications: [],
    eventDefinitions: eventDefinitions.map((definition) => ({ ...definition, notifications: [] })),
  };
}
