import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ExecutionContext } from "ava";
import { parseNotification, type Notification } from "../../ticket-desk/notification.ts";

export const body = {
  event_id: "01M8",
  title: "MISP match: high",
  priority: "3",
  time: "2026-11-24T08:00:00.000Z",
  indicator: "iabg.de",
  agent: "win10",
  alert_id: "1795506876.19470",
  misp_event: "Lab",
  misp_event_link: "https://misp/events/view/1",
  threat_level: "high",
  message: "urn:graylog:message:es:wazuh_0:1",
  raised_id: "1795506878.20000",
  agent_owner: "it@example.org",
  alert: JSON.stringify({
    id: "1795506878.20000",
    rule: { id: "100622", level: 12, description: "MISP: iabg.de of win10 is known: Lab" },
    data: {
      misp: { indicator: { kind: "domain" }, tags: ["tlp:white", 'misp-galaxy:threat-actor="Sofacy"'] },
    },
  }),
};

/** A notification as the desk reads it. */
export const notification = (change: Partial<typeof body> = {}): Notification =>
  parseNotification(JSON.stringify({ ...body, ...change }));

/** One of several matches of the same indicator on the same agent. */
export const match = (number: number, change: Partial<typeof body> = {}): Notification =>
  notification({ event_id: `event-${number}`, alert_id: `${number}.1`, raised_id: `${number}.2`, ...change });

/** Path of a database in a folder that is gone when the test is over. */
export function databasePath(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), "ticket-desk-"));
  t.teardown(() => rmSync(folder, { recursive: true }));
  return join(folder, "tickets.db");
}

/** What nobody would call a domain. */
export const hostile = {
  indicator: "@team `code` <img src=x onerror=alert(1)> [a](javascript:1)\n/close\n# head ``` ~~~ \u202egpj",
  agent: "@all ``` */",
  misp_event: "</code></pre><script>alert(1)</script> | cell | #1 !2",
  misp_event_link: "javascript:alert(1)",
  alert: '```\n@team {"not":"json"',
};
