import { randomUUID } from "node:crypto";
import type { DesiredMisp, MispAttribute } from "../desired.ts";
import { httpClient } from "../http-client.ts";
import { ensureEvent } from "./events.ts";

/** An indicator that MISP holds for the time of a demonstration only. */
export type PassingIndicator = Pick<MispAttribute, "type" | "value">;

/**
 * Adds an event with one indicator, which {@link removePassingEvent} takes away again.
 *
 * @returns the event's UUID
 */
export async function addPassingEvent(
  { url, key }: Pick<DesiredMisp, "url" | "key">,
  { type, value }: PassingIndicator,
): Promise<string> {
  const uuid = randomUUID();
  await ensureEvent(httpClient(url, { Authorization: key }), {
    uuid,
    info: "Lab: learned during the demonstration",
    threat_level_id: "2",
    Tag: [{ name: "tlp:clear" }, { name: "wazuh-misp-lab" }],
    Attribute: [{ uuid: randomUUID(), type, value, to_ids: true, comment: "Of one run only" }],
  });
  return uuid;
}

/** Takes such an event away. https://www.misp-project.org/openapi/, `Delete event` */
export async function removePassingEvent(
  { url, key }: Pick<DesiredMisp, "url" | "key">,
  uuid: string,
): Promise<void> {
  await httpClient(url, { Authorization: key }).delete(`/events/delete/${uuid}`);
}
