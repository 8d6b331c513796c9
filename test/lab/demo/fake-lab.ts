import { hops, type Hop, type Trace } from "../../../evidence/hop.ts";
import type { Tally } from "../../../evidence/tally.ts";
import type { DemoLab } from "../../../lab/demo/lab.ts";
import type { Narrator } from "../../../lab/demo/narrator.ts";

const time = (index: number): string => `2026-11-24T07:00:0${index}.000Z`;

/** A trace of an alert that has passed the hops up to one. */
export function traceUpTo(last: Hop): Trace {
  const passed = hops.slice(0, hops.indexOf(last) + 1);
  return {
    ...(passed.includes("alerted") && { alertId: "1795506876.1" }),
    passed: passed.map((hop, index) => ({ hop, time: time(index), evidence: `evidence of ${hop}` })),
  };
}

/** A tally in which nothing has come of anything. */
export const nothing: Tally = {
  observed: 0,
  alerted: 0,
  integrated: 0,
  matched: 0,
  postponed: 0,
  raised: 0,
  represented: 0,
  errors: 0,
  errorKinds: [],
  tickets: [],
};

const alert = (id: string, rule: string) => ({
  timestamp: "2026-11-24T07:00:01.000+0000",
  id,
  rule: { id: rule, level: 3, description: "A rule", groups: ["sysmon"] },
});

/** A lab without a lab: it notes what is done with it, and answers as it is told. */
export function fakeLab(answers: Partial<DemoLab> & { readonly reaches?: Hop } = {}) {
  const done: string[] = [];
  const note = (what: string): Promise<void> => {
    done.push(what);
    return Promise.resolve();
  };
  const { reaches = "ticketed", ...given } = answers;
  const lab: DemoLab = {
    stack: "mine",
    profile: "rehearsal",
    urls: { graylog: "http://localhost:18002" },
    replay: (events) => note(`replay ${events.length}`),
    follow: (_subject, _until, _seconds, onTrace) => {
      const trace = traceUpTo(reaches);
      onTrace?.({ ...trace, passed: trace.passed.slice(0, 1) });
      onTrace?.(trace);
      return Promise.resolve(trace);
    },
    details: (id) =>
      Promise.resolve({ first: alert(id, "100722"), enriched: alert("1795506877.2", "100637") }),
    tally: () => Promise.resolve(nothing),
    lastSeen: () => Promise.resolve(undefined),
    stopMisp: () => note("stop misp"),
    startMisp: () => note("start misp"),
    customMisp: (command) => note(`custom-misp ${command}`).then(() => "ok    misp: it answers\n"),
    addIndicator: ({ value }) => note(`add ${value.replace(/[a-f0-9]{8}/, "RUN")}`).then(() => "uuid"),
    removeIndicator: (uuid) => note(`remove ${uuid}`),
    systemVersions: () => Promise.resolve({ misp: "2.5.1", graylog: "7.1.7+rehearsal" }),
    run: () => Promise.resolve("custom-misp 0.1.0\n"),
    dockerVersion: () => Promise.resolve("28.0.0"),
    ...given,
  };
  return { lab, done };
}

/** A narrator that keeps what it is told, one line each. */
export function listener(): { readonly narrator: Narrator; readonly told: string[] } {
  const told: string[] = [];
  const narrator: Narrator = {
    scenario: ({ name }) => told.push(`scenario ${name}`),
    step: ({ what }) => told.push(`step ${what}`),
    detail: (line) => told.push(`detail ${line}`),
    following: (title) => told.push(`following ${title}`),
    hop: ({ hop, state }) => told.push(`${hop} ${state}`),
    check: ({ title, passed }) => told.push(`${passed ? "true" : "not true"}: ${title}`),
    verdict: ({ verdict }) => told.push(verdict),
    pause: () => Promise.resolve(void told.push("pause")),
  };
  return { narrator, told };
}
