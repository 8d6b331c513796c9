import test from "ava";
import {
  formatDuration,
  parseDuration,
  sameDuration,
} from "../../../../../engine/plugins/docker/container/duration.ts";

test("durations are read and written as the official plugin does", (t) => {
  const cases: [string, number, string][] = [
    ["0s", 0, "0s"],
    ["2s", 2e9, "2s"],
    ["90s", 90e9, "1m30s"],
    ["1.5h", 5400e9, "1h30m0s"],
    ["500ms", 500e6, "500ms"],
    ["1h0m0.5s", 3600.5e9, "1h0m0.5s"],
    ["1500us", 1.5e6, "1.5ms"],
  ];
  for (const [text, nanoseconds, written] of cases) {
    t.is(parseDuration(text), nanoseconds, text);
    t.is(formatDuration(nanoseconds), written);
  }
});

test("what is no duration is told apart", (t) => {
  for (const text of ["", "5", "s", "5 s", "5s!", "-5s"]) {
    t.is(parseDuration(text), undefined, text);
  }
});

test("equally long durations are the same", (t) => {
  t.true(sameDuration("60s", "1m0s"));
  t.false(sameDuration("60s", "61s"));
});
