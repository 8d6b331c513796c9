import { readFile } from "node:fs/promises";
import test from "ava";
import { counts } from "../../evidence/tally.ts";
import { parseScenario, scenarioNames } from "../../scenarios/scenario.ts";

const page = await readFile(new URL("../../docs/scenarios.md", import.meta.url), "utf8");

test("the page on scenarios lists every one that there is", (t) => {
  const [, table = ""] = /\| scenario \| what is seen \| by \|\n\|---\|---\|---\|\n((?:\|.*\n)+)/.exec(page)!;
  const listed = [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name);
  t.deepEqual(listed, scenarioNames());
});

test("the scenario that the page shows is one", (t) => {
  const [, example = ""] = /```yaml\n([\s\S]*?)```/.exec(page)!;
  const { steps, endpoints } = parseScenario("mine", example);
  t.is(endpoints.windows!.name, "office-50");
  t.is(steps[0]!.expect[0]!.count, "raised");
});

test("the page names everything that can be counted", (t) => {
  for (const name of counts) {
    t.true(page.includes(`\`${name}\``), name);
  }
});
