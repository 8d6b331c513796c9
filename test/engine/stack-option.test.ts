import test from "ava";
import { offeredStack } from "../../engine/stack-option.ts";

test("the stack is found however the option is written", (t) => {
  for (const option of [
    ["-s", "rehearsal"],
    ["-srehearsal"],
    ["-s=rehearsal"],
    ["--stack", "rehearsal"],
    ["--stack=rehearsal"],
  ]) {
    t.is(offeredStack(["up", "--yes", ...option]), "rehearsal", option.join(" "));
  }
});

test("only commands for which Pulumi offers a new stack name one", (t) => {
  for (const command of ["up", "update", "preview", "pre", "refresh"]) {
    t.is(offeredStack([command, "-s", "a"]), "a");
  }
  for (const command of ["destroy", "stack", "config", "version"]) {
    t.is(offeredStack([command, "-s", "a"]), undefined);
  }
  t.is(offeredStack([]), undefined);
  t.is(offeredStack(["up"]), undefined);
  t.is(offeredStack(["up", "-s"]), undefined);
  t.is(offeredStack(["up", "--", "-s", "a"]), undefined);
});
