import { hops } from "../../evidence/hop.ts";
import type { RecentAlert } from "../../evidence/recent.ts";
import { readScenario, scenarioNames } from "../../scenarios/scenario.ts";
import { hopStories } from "../pages/hops.ts";
import { renderPage, webAddress, type RenderedPage } from "../pages/page.ts";
import { clock, timeOfDay } from "../pages/times.ts";
import { agentOf, systemPurpose, systemTitle } from "./names.ts";
import type { PortalLab, PortalState } from "./state.ts";
import { topology } from "./topology.ts";
import { renderParts, type PortalUpdate } from "./update.ts";

/** @param refreshing whether somebody serves the page, so that it can ask for what is new; otherwise it is of one moment */
export function renderPortal(state: PortalState, refreshing: boolean): RenderedPage {
  const { stack, profile } = state.lab;
  const { summary, parts } = portalUpdate(state);
  return renderPage({
    title: `${stack} · wazuh-misp-lab`,
    name: "portal",
    script: "portal",
    values: {
      stack,
      standIns: profile === "rehearsal",
      summary,
      parts,
      refreshing,
      readAt: timeOfDay(state.readAt),
      signIn: signIn(state.lab),
      secretsCommand: `${state.lab.secretsHint} -s ${stack}`,
      scenarios: scenarioNames().map((name) => scenarioCard(name, stack)),
      commands: commands(stack),
    },
  });
}

/** One scenario with the command that plays it; a file that is no scenario says so in its place. */
function scenarioCard(name: string, stack: string): Record<string, unknown> {
  const command = `npm run lab -- demo ${name} -s ${stack}`;
  try {
    const { title, techniques } = readScenario(name);
    return { name, command, title, techniques: techniques.map(({ id }) => id) };
  } catch (error) {
    return { name, command, title: (error as Error).message, techniques: [] };
  }
}

/** The state of a lab as the page shows it. */
export function portalUpdate(state: PortalState): PortalUpdate {
  const { lab, systems, recent, readAt } = state;
  const agents = systems.filter(({ system }) => agentOf(system) !== undefined);
  const picture = topology(lab, systems);
  const notReady = systems.filter(({ state: one }) => one !== "ready");
  const summary =
    notReady.length === 0
      ? `All ${systems.length} systems are ready`
      : notReady
          .map(
            ({ system, state: one }) =>
              `${systemTitle(system)} ${one === "failed" ? "has failed" : "is not ready yet"}`,
          )
          .join(", ");
  const look = systems.some(({ state: one }) => one === "failed")
    ? "failed"
    : notReady.length > 0
      ? "waiting"
      : "ready";
  const row = ({ system, state: one, detail, since }: (typeof systems)[number]) => ({
    title: systemTitle(system),
    what: systemPurpose(system),
    state: one,
    detail,
    since: since === undefined ? undefined : clock(since),
    sinceLong: since === undefined ? undefined : timeOfDay(since),
    logCommand:
      one !== "ready" && lab.containers[system] !== undefined && `docker logs ${lab.containers[system]}`,
  });
  return {
    summary,
    parts: renderParts("portal", {
      summary: { summary, look, readAt: clock(readAt), readLong: timeOfDay(readAt) },
      topology: { ...picture },
      systems: { systems: systems.filter((one) => !agents.includes(one)).map(row), agents: agents.map(row) },
      alerts: {
        alerts: alertRows(recent.alerts, lab.stack),
        troubles: recent.troubles,
      },
    }),
  };
}

/** How many indicators of an alert are named, and how many alerts. */
const most = { indicators: 3, alerts: 12 };

function alertRows(recent: readonly RecentAlert[], stack: string): Record<string, unknown>[] {
  return alike(recent)
    .slice(0, most.alerts)
    .map(([alert, ...others]) => ({
      ...alertRow(alert, stack),
      others:
        others.length === 0
          ? undefined
          : `and ${others.length} more like it since ${clock(others.at(-1)!.time)}`,
    }));
}

type Alike = [RecentAlert, ...RecentAlert[]];

/** Alerts that follow each other and say the same: of one rule and agent, and as far on their way. */
function alike(recent: readonly RecentAlert[]): Alike[] {
  const groups: Alike[] = [];
  const key = ({ rule, agent, passed, ended }: RecentAlert): string =>
    JSON.stringify([rule.id, rule.description, agent, passed, ended]);
  for (const alert of recent) {
    const group = groups.at(-1);
    if (group && key(group[0]) === key(alert)) {
      group.push(alert);
    } else {
      groups.push([alert]);
    }
  }
  return groups;
}

function alertRow(alert: RecentAlert, stack: string): Record<string, unknown> {
  const passed = new Set(alert.passed);
  const last = alert.passed.at(-1);
  const more = alert.indicators.length - most.indicators;
  return {
    ...alert,
    clock: clock(alert.time),
    day: timeOfDay(alert.time),
    indicators: alert.indicators.slice(0, most.indicators),
    more: more > 0 ? `and ${more} more` : undefined,
    done: last === "ticketed",
    last,
    next: hops.find((hop) => !passed.has(hop)),
    ended: alert.ended,
    hops: hops.map((hop) => ({ hop, passed: passed.has(hop), by: hopStories[hop].by })),
    count: passed.size,
    of: hops.length,
    command: `npm run lab -- trace ${alert.id} -s ${stack}`,
  };
}

/** Where to sign in, and as whom. What signs in is never on the page: a command shows it. */
function signIn({ urls, users }: PortalLab): Record<string, unknown>[] {
  const titles: Readonly<Record<string, string>> = {
    misp: "MISP",
    graylog: "Graylog",
    wazuh: "Wazuh dashboard",
    "wazuh-api": "Wazuh API",
    tickets: "Ticket desk",
  };
  return [...new Set([...Object.keys(urls), ...Object.keys(users)])].map((system) => ({
    title: titles[system] ?? system,
    link: webAddress(urls[system]),
    address: urls[system],
    user: users[system],
    token: system === "tickets",
  }));
}

function commands(stack: string): { what: string; command: string }[] {
  return [
    { what: "Is every system ready?", command: `npm run lab -- status ${stack}` },
    { what: "Which tickets are there?", command: `npm run lab -- tickets -s ${stack}` },
    { what: "Play every scenario", command: `npm run lab -- demo --all -s ${stack}` },
    { what: "Take the lab down, with everything that it made", command: `npm run lab -- down ${stack}` },
  ];
}
