import test from "ava";
import { classUpdate, renderClassPortal } from "../../../lab/portal/class-page.ts";
import { classState } from "./class-sample.ts";

test("the portal of a class has every student with the lab's state, and what is wrong with it", (t) => {
  const { html } = renderClassPortal(classState, true);
  for (const { name, id } of classState.labs.slice(1)) {
    t.true(html.includes(name) && html.includes(`<code>${id}</code>`), name);
  }
  for (const text of [
    "Detection engineering, autumn",
    "3 of 6 labs are ready; failed: s03",
    "is exited, exit code 137: see docker logs lab-soc1-s03-graylog",
    "was never brought up",
    "Its time is over",
    "Until 28 Nov, 16:00 UTC.",
    'data-copy="npm run lab -- portal soc1-s02"',
    'data-copy="npm run lab -- class handout soc1"',
  ]) {
    t.true(html.includes(text), text);
  }
});

test("the class's own stack is told apart from its students' labs", (t) => {
  const { parts } = classUpdate(classState);
  t.is(parts["labs"]!.match(/class="tile /g)!.length, 6);
  t.regex(parts["labs"]!, /What all share<\/strong> <code>soc1-shared/);
});

test("a class that is well says so", (t) => {
  const labs = classState.labs.map((lab) => ({ ...lab, state: "ready" as const }));
  t.is(classUpdate({ ...classState, labs }).summary, "6 of 6 labs are ready");
});

test("a class without anyone is a page too", (t) => {
  const { html } = renderClassPortal({ ...classState, labs: classState.labs.slice(0, 1) }, false);
  t.true(html.includes("Nobody is in this class yet."));
});
