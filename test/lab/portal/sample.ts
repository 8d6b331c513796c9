import type { SystemReadiness } from "../../../components/readiness/status.ts";
import { hops } from "../../../evidence/hop.ts";
import type { PortalLab, PortalState } from "../../../lab/portal/state.ts";

const since = "2026-11-28T07:23:05.000Z";
const ready = (system: string, detail = "is healthy"): SystemReadiness => ({
  system,
  state: "ready",
  since,
  detail,
});

const named = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, `lab-class-${name}`]));

/** A whole lab of the real servers with one agent. */
export const fullLab: PortalLab = {
  stack: "class",
  profile: "full",
  urls: {
    misp: "https://localhost:18001",
    graylog: "http://localhost:18002",
    wazuh: "https://localhost:18005",
    tickets: "http://localhost:18004/tickets",
  },
  users: { misp: "admin@lab.example", graylog: "admin", wazuh: "admin", "wazuh-api": "lab" },
  ports: {
    misp: "127.0.0.1:18001",
    graylog: "127.0.0.1:18002",
    "graylog-raw": "127.0.0.1:18003",
    tickets: "127.0.0.1:18004",
    "wazuh-dashboard": "127.0.0.1:18005",
    "wazuh-agents": "127.0.0.1:18006",
  },
  containers: named([
    "wazuh-manager",
    "wazuh-indexer",
    "wazuh-dashboard",
    "misp",
    "misp-database",
    "misp-cache",
    "graylog",
    "graylog-database",
    "graylog-data-node",
    "fluent-bit",
    "ticket-desk",
    "configurator",
    "agent-linux-1",
  ]),
  secretsHint: "npm run pulumi -- stack output signIn --show-secrets",
};

/** What it is like when everything is well and three alerts came. */
export const wellState: PortalState = {
  lab: fullLab,
  readAt: "2026-11-28T07:45:30.000Z",
  systems: [
    ...Object.keys(fullLab.containers).map((system) => ready(system)),
    ready("agent linux-1", "active as agent 001, Wazuh v4.14.6, in default, lab, linux"),
  ],
  recent: {
    troubles: [],
    alerts: [
      {
        id: "1795850796.9000",
        time: "2026-11-28T07:45:22.000Z",
        rule: { id: "5715", level: 3, description: "sshd: authentication success." },
        agent: "linux-1",
        indicators: ["ip:203.0.113.9"],
        passed: hops.slice(0, 3),
        ended: "MISP knows none of its indicators.",
      },
      {
        id: "1795850796.2781",
        time: "2026-11-28T07:26:36.219Z",
        rule: { id: "100722", level: 3, description: "Sysmon event 22: chrome.exe looked up iabg.de" },
        agent: "win10",
        indicators: ["domain:iabg.de"],
        passed: [...hops],
      },
      {
        id: "1795850796.100",
        time: "2026-11-28T07:26:30.000Z",
        rule: { id: "100722", level: 3, description: "Sysmon event 22: chrome.exe looked up iabg.de" },
        agent: "win10",
        indicators: ["domain:iabg.de"],
        passed: hops.slice(0, 6),
      },
    ],
  },
};

/** The same lab with other states of some systems. */
export function stateWith(states: Readonly<Record<string, Omit<SystemReadiness, "system">>>): PortalState {
  return {
    ...wellState,
    systems: wellState.systems.map((system) => ({ ...system, ...states[system.system] })),
  };
}

/** A rehearsal: stand-ins, and no endpoints. */
export const rehearsalState: PortalState = {
  ...wellState,
  lab: {
    ...fullLab,
    stack: "rehearsal",
    profile: "rehearsal",
    containers: named(["wazuh-manager", "misp", "graylog", "fluent-bit", "ticket-desk", "configurator"]),
  },
  systems: ["wazuh-manager", "misp", "graylog", "fluent-bit", "ticket-desk", "configurator"].map((name) =>
    ready(name),
  ),
};
