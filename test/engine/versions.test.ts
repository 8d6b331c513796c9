import test from "ava";
import { isAtLeast } from "../../engine/versions.ts";

test("versions are compared by their numbers, whatever stands around them", (t) => {
  t.true(isAtLeast("3.259.0", "3.259.0"));
  t.true(isAtLeast("v3.1000.0", "3.259.0"));
  t.true(isAtLeast("20.10.24+dfsg1", "20.10.0"));
  t.true(isAtLeast("go1.26.8", "1.25.11"));
  t.true(isAtLeast("go1.27", "1.25.11"));
  t.true(isAtLeast("4.0.0", "3.259.0"));
  t.false(isAtLeast("3.99.0", "3.259.0"));
  t.false(isAtLeast("3.258.9", "3.259.0"));
  t.false(isAtLeast("go1.25.9", "1.25.11"));
  t.false(isAtLeast("no version", "0.0.1"));
});
