import type { LabStatus } from "../../../lab/class/status.ts";
import type { ClassState } from "../../../lab/portal/class-page.ts";

const systems = ["configurator", "fluent-bit", "graylog", "misp", "ticket-desk", "wazuh-manager"].map(
  (system) => ({
    system,
    state: "ready" as const,
    detail: "is healthy",
  }),
);

const student = (number: number, name: string): LabStatus => {
  const id = `s${String(number).padStart(2, "0")}`;
  const base = 18_000 + 20 * number;
  return {
    id,
    name,
    stack: `soc1-${id}`,
    state: "ready",
    detail: "6 systems",
    systems,
    expires: "2026-11-28T16:00:00.000Z",
    expired: false,
    urls: {
      misp: `https://localhost:${base + 1}`,
      graylog: `http://localhost:${base + 2}`,
      tickets: `http://localhost:${base + 4}/tickets`,
    },
  };
};

/** A class in which two labs are not well, and one was never brought up. */
export const classState: ClassState = {
  name: "soc1",
  title: "Detection engineering, autumn",
  readAt: "2026-11-28T07:45:30.000Z",
  labs: [
    {
      id: "shared",
      name: "Detection engineering, autumn",
      stack: "soc1-shared",
      state: "ready",
      detail: "4 systems",
      systems: systems.slice(0, 4),
      expired: false,
      urls: { misp: "https://localhost:18001" },
    },
    student(1, "Ada Lovelace"),
    student(2, "Grace Hopper"),
    {
      ...student(3, "Alan Turing"),
      state: "failed",
      detail: "graylog: is exited, exit code 137: see docker logs lab-soc1-s03-graylog",
      systems: systems.map((one) =>
        one.system === "graylog" ? { ...one, state: "failed", detail: "is exited, exit code 137" } : one,
      ),
    },
    {
      ...student(4, "Radia Perlman"),
      state: "waiting",
      detail: "misp: GET /servers/getVersion answered 500",
      systems: systems.map((one) => (one.system === "misp" ? { ...one, state: "waiting" } : one)),
    },
    { ...student(5, "Edsger Dijkstra"), expired: true },
    {
      id: "s06",
      name: "Margaret Hamilton",
      stack: "soc1-s06",
      state: "down",
      detail: "was never brought up",
      systems: [],
      expired: false,
    },
  ],
};
