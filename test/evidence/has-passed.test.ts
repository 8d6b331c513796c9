import test from "ava";
import { hasPassed } from "../../evidence/has-passed.ts";
import { hops, type Hop } from "../../evidence/hop.ts";

const traceOf = (...passed: readonly Hop[]) => ({
  passed: passed.map((hop) => ({ hop, time: "2026-11-24T07:00:00.000Z", evidence: "seen" })),
});

test("an alert is followed until it has passed the hop that is waited for", (t) => {
  const isEnough = hasPassed("raised");
  t.false(isEnough(traceOf("observed", "alerted", "integrated", "matched", "returned")));
  t.true(isEnough(traceOf("observed", "alerted", "integrated", "matched", "returned", "raised")));
});

test("a hop that is passed while an earlier one is missing is read once more, for its log was read before", (t) => {
  const withoutIndexed = traceOf(...hops.filter((hop) => hop !== "indexed"));
  const isEnough = hasPassed("ticketed");
  t.false(isEnough(withoutIndexed));
  t.true(isEnough(withoutIndexed), "the earlier one has no evidence");
  t.true(hasPassed("ticketed")(traceOf(...hops)));
});
