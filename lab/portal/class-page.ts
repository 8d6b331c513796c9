import type { LabStatus } from "../class/status.ts";
import { renderPage, webAddress, type RenderedPage } from "../pages/page.ts";
import { clock, shortTime, timeOfDay } from "../pages/times.ts";
import { systemTitle } from "./names.ts";
import { renderParts, type PortalUpdate } from "./update.ts";

/** What a class was like at one moment. */
export interface ClassState {
  readonly name: string;
  readonly title: string | undefined;
  /** When it was read, ISO 8601. */
  readonly readAt: string;
  /** Its labs, the class's own stack first. */
  readonly labs: readonly LabStatus[];
}

/** @param refreshing whether somebody serves the page, so that it can ask for what is new; otherwise it is of one moment */
export function renderClassPortal(state: ClassState, refreshing: boolean): RenderedPage {
  const { name, title, readAt } = state;
  const { summary, parts } = classUpdate(state);
  return renderPage({
    title: `${name} · wazuh-misp-lab`,
    name: "class",
    styles: ["portal"],
    script: "portal",
    values: {
      name,
      title: title ?? name,
      summary,
      parts,
      refreshing,
      readAt: timeOfDay(readAt),
      commands: [
        { what: "How is each lab?", command: `npm run lab -- class status ${name}` },
        {
          what: "A page for each student, with addresses and passwords",
          command: `npm run lab -- class handout ${name}`,
        },
        { what: "Take down what has stood for its time", command: `npm run lab -- class reap ${name}` },
        { what: "Take the whole class down", command: `npm run lab -- class down ${name}` },
      ],
    },
  });
}

/** The state of a class as the page shows it. */
export function classUpdate({ labs, readAt }: ClassState): PortalUpdate {
  const [common, ...students] = labs;
  const ready = students.filter(({ state }) => state === "ready").length;
  const wrong = labs.filter(({ state }) => state === "failed");
  const summary =
    `${ready} of ${students.length} labs are ready` +
    (wrong.length > 0 ? `; failed: ${wrong.map(({ id }) => id).join(", ")}` : "");
  const look = wrong.length > 0 ? "failed" : ready < students.length ? "waiting" : "ready";
  return {
    summary,
    parts: renderParts("class", {
      summary: { summary, look, readAt: clock(readAt), readLong: timeOfDay(readAt) },
      labs: { common: common && tile(common), students: students.map(tile) },
    }),
  };
}

/** What a lab's pages are called, in the order in which a student needs them. */
const pages: Readonly<Record<string, string>> = {
  wazuh: "Wazuh",
  misp: "MISP",
  graylog: "Graylog",
  tickets: "Tickets",
};

function tile({
  id,
  name,
  stack,
  state,
  detail,
  systems,
  expires,
  expired,
  urls,
}: LabStatus): Record<string, unknown> {
  return {
    id,
    name,
    stack,
    state,
    detail: detail.split("\n")[0],
    systems: systems.map((one) => ({ title: systemTitle(one.system), state: one.state })),
    ready: systems.filter((one) => one.state === "ready").length,
    of: systems.length,
    until: expires === undefined ? undefined : shortTime(expires),
    expired,
    links: Object.entries(pages).flatMap(([system, title]) => {
      const link = webAddress(urls?.[system]);
      return link === undefined ? [] : [{ title, link }];
    }),
    command: `npm run lab -- portal ${stack}`,
  };
}
