import test from "ava";
import { analysisOf, lineOf, raised, send } from "./analyse.ts";
import { comparable, recordedAlerts, recordedEvents, recordedRules } from "./recorded/recorded.ts";

const analysis = analysisOf(recordedRules);
const outcomes = recordedEvents.map(({ name, queue, location, message }) => ({
  name,
  outcome: send(analysis, `${queue}:${location}:${message}`),
}));
const raising = outcomes.filter(({ outcome }) => raised(outcome) !== undefined);

for (const [index, { name, outcome }] of raising.entries()) {
  test(`the recorded event "${name}" becomes the alert that the real manager wrote`, (t) => {
    t.is(comparable(lineOf(outcome!)), comparable(recordedAlerts[index]!));
  });
}

test("every alert that the real manager wrote for Sysmon is made, and no other", (t) => {
  t.is(raising.length, recordedAlerts.filter((line) => line.includes('"windows_eventchannel"')).length);
});

for (const { name, outcome } of outcomes.filter((one) => one.name.startsWith("sysmonforlinux"))) {
  test(`the recorded event "${name}" has a program name, no decoder, and raises nothing`, (t) => {
    t.is(raised(outcome), undefined);
    t.is(outcome!.event.programName, "sysmon");
    t.is(outcome!.event.decoder, undefined);
  });
}
