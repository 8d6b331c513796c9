import test from "ava";
import { integrationGroups, raisedEvents } from "../../components/telemetry.ts";
import { casesOf, eventsOf, sources } from "./cases.ts";
import { outcomeOf } from "./run-case.ts";

for (const source of sources) {
  for (const each of casesOf(source)) {
    test(`${source}: ${each.event}, and becomes exactly what is expected`, (t) => {
      const { event, alert, indicators, raised } = each;
      t.deepEqual(outcomeOf(each), {
        event,
        alert,
        ...(indicators && { indicators }),
        ...(raised && { raised }),
      });
    });
  }

  test(`${source}: each event has one expectation`, (t) => {
    t.deepEqual(
      casesOf(source).map(({ event }) => event),
      [...eventsOf(source).keys()],
    );
  });

  test(`${source}: some events are known to MISP, and some are not`, (t) => {
    const cases = casesOf(source);
    t.true(cases.some(({ raised }) => raised));
    t.true(cases.some(({ raised, indicators }) => !raised && indicators?.length));
  });
}

const cases = sources.flatMap(casesOf);

test("each rule that raises an event has an event that it raises, but for the end of programs, which is not logged", (t) => {
  const seen = new Set(cases.map(({ alert }) => (typeof alert === "object" ? alert.rule : 0)));
  t.deepEqual(
    raisedEvents.filter(({ id }) => !seen.has(id)).map(({ source, event }) => `${source} ${event}`),
    ["sysmon-linux 5"],
  );
});

test("an event whose alert custom-misp is not called for is none that MISP could know", (t) => {
  const left = cases.filter(({ indicators }) => indicators === "not called");
  t.deepEqual(
    left.map(({ event }) => event),
    ["Sysmon reports an error of its own"],
  );
  t.false(integrationGroups.includes("system_error"));
});
