import { createHash } from "node:crypto";
import test from "ava";
import { hops } from "../../../evidence/hop.ts";
import { compare } from "../../../lab/report/comparison.ts";
import type { Run } from "../../../lab/demo/run.ts";
import { renderReportIndex } from "../../../lab/report/index-page.ts";
import { renderReport } from "../../../lab/report/report.ts";
import { timeline } from "../../../lab/report/timeline.ts";
import { hostile, hostileRun, recordedRun } from "./sample.ts";

const at = (milliseconds: number): string => new Date(Date.UTC(2026, 0, 1) + milliseconds).toISOString();
const nothing = new Set<string>();

test("a hop's bar begins where the hop before it ended, and its time counts from there", (t) => {
  const { rows, total, ticks } = timeline({
    hops: hops.map((hop, index) => ({ hop, state: "passed", time: at(index * 500) })),
  });
  t.is(total, "4.00 s");
  t.deepEqual(
    rows.slice(0, 3).map(({ at: since, took, bar }) => [since, took, bar?.x]),
    [
      ["0 ms", "", "0.00%"],
      ["500 ms", "500 ms", "0.00%"],
      ["1.00 s", "500 ms", "12.50%"],
    ],
  );
  t.deepEqual(
    ticks.map(({ label }) => label),
    ["0 s", "1 s", "2 s", "3 s", "4 s"],
  );
});

test("a clock that lags makes no hop earlier than the one before it", (t) => {
  const times = [0, 100, 40, 120];
  const { rows } = timeline({
    hops: hops.map((hop, index) =>
      index < times.length ? { hop, state: "passed", time: at(times[index]!) } : { hop, state: "missing" },
    ),
  });
  t.deepEqual(
    rows.slice(0, 5).map(({ at: since, took, word }) => [since, took, word]),
    [
      ["0 ms", "", "passed"],
      ["100 ms", "100 ms", "passed"],
      ["100 ms", "0 ms", "passed"],
      ["120 ms", "20 ms", "passed"],
      ["", "", "missing"],
    ],
  );
});

test("an alert of which nothing is known has nine rows, no bars and no total", (t) => {
  const { rows, total, ticks } = timeline({ hops: hops.map((hop) => ({ hop, state: "missing" })) });
  t.is(rows.length, 9);
  t.true(rows.every(({ bar }) => bar === undefined));
  t.is(total, undefined);
  t.deepEqual(ticks, []);
});

test("two alerts are compared key by key, and what differs stands side by side", (t) => {
  const before = { rule: { level: 3, firedtimes: 1 }, data: { win: { name: "a" } } };
  const after = { rule: { level: 12, firedtimes: 1 }, data: { misp: { value: "a", tags: ["x", "y"] } } };
  const hunks = compare(before, after, new Set(["data.win.name"]));
  const text = (lines: (typeof hunks)[number]["before"]): string[] =>
    lines.map(({ depth, key, value, marked }) => `${" ".repeat(depth)}${key}${value}${marked ? " <" : ""}`);
  t.deepEqual(
    hunks.map(({ same, before: left, after: right }) => (same ? text(left) : [text(left), text(right)])),
    [
      ['"rule": {'],
      [[' "level": 3'], [' "level": 12']],
      [' "firedtimes": 1', "}", '"data": {'],
      [
        [' "win": {', '  "name": "a" <', " }"],
        [' "misp": {', '  "value": "a"', '  "tags": ["x", "y"]', " }"],
      ],
      ["}"],
    ],
  );
});

test("a document beside itself differs nowhere", (t) => {
  const alert = recordedRun().followed[0]!.first!;
  t.true(compare(alert, alert, nothing).every(({ same }) => same));
});

test("the report has every hop with its evidence, both rules, the ticket and all versions of the run", (t) => {
  const run = recordedRun();
  const html = renderReport(run);
  const [alert] = run.followed;
  const expected = [
    ...alert!.hops.flatMap(({ hop, evidence }) => [`>${hop}<`, evidence!]),
    alert!.rule!.description,
    `<code>${alert!.firstRule!.id}</code>`,
    "wazuh_data_misp_indicator_value",
    alert!.ticket!.title,
    ...run.versions.flatMap(({ name, version }) => [name, version]),
    "A rehearsal.",
  ];
  for (const text of expected) {
    t.true(html.includes(text), text);
  }
});

test("a run of the real servers does not speak of stand-ins", (t) => {
  t.false(renderReport({ ...recordedRun(), profile: "full" }).includes("A rehearsal."));
});

test("a run that follows no alert is a report of its checks", (t) => {
  const checks = [{ title: "No ticket was opened", passed: true, detail: "0 of 3,600 events" }];
  const html = renderReport({ ...recordedRun(), followed: [], checks });
  t.true(html.includes("No ticket was opened"));
  t.false(html.includes("The way of the alert"));
});

test("a lost alert shows the hop where it was lost, and the alert that there is", (t) => {
  const run = recordedRun();
  const { title, agent, alertId, first, firstRule, hops: passed } = run.followed[0]!;
  const known = {
    title,
    agent,
    ...(alertId && { alertId }),
    ...(first && { first }),
    ...(firstRule && { firstRule }),
  };
  const lost = passed.map((hop, index) => (index < 3 ? hop : { hop: hop.hop, state: "missing" as const }));
  const html = renderReport({ ...run, verdict: "failed", followed: [{ ...known, hops: lost }] });
  t.is(html.match(/class="hop missing"/g)?.length, 6);
  t.true(html.includes("Failed"));
  t.true(html.includes("The alert</h3>"));
});

test("a run that was rightly lost on the way says so, and tells no time for the whole way", (t) => {
  const run = recordedRun();
  const short = run.followed[0]!.hops.map((hop, index) =>
    index < 3 ? hop : { hop: hop.hop, state: "not-expected" as const },
  );
  const html = renderReport({ ...run, followed: [{ ...run.followed[0]!, hops: short }] });
  t.true(html.includes("It should not come so far, and did not."));
  t.false(html.includes("from the first hop to the last"));
});

test("the page of several reports leads to each, and tells what it came to", (t) => {
  const run = recordedRun();
  const failed: Run = {
    ...run,
    scenario: { ...run.scenario, name: "hash", title: "A file" },
    verdict: "failed",
    summary: "The alert was lost after the hop `raised`.",
    followed: [
      {
        ...run.followed[0]!,
        hops: run.followed[0]!.hops.map((hop, index) =>
          index < 6 ? hop : { hop: hop.hop, state: "missing" as const },
        ),
      },
    ],
  };
  const html = renderReportIndex([
    { run, file: "dns.html" },
    { run: failed, file: "a file?.html" },
  ]);
  t.true(html.includes('<a href="dns.html">A look-up of a domain that MISP knows</a>'));
  t.true(html.includes('<a href="a%20file%3F.html">A file</a>'));
  t.true(html.includes("1 of 2 scenarios failed: hash."));
  t.is(html.match(/<li class="missing"/g)!.length, 3);
  t.false(renderReportIndex([{ run: hostileRun(), file: "x.html" }]).includes("<script"));
});

test("a hostile indicator stays text, and what would not be seen is shown", (t) => {
  const html = renderReport(hostileRun());
  t.false(html.includes("<script"));
  t.false(html.includes("<img"));
  t.false(html.includes("\u202e"));
  t.true(html.includes("evil[U+202E]gpj.exe[U+200B]"));
  t.false(/href="(?!https?:|data:image)/.test(html));
  t.true(html.includes("very-long-".repeat(200)), "nothing of it is lost");
  t.true(hostile.includes("{{7*7}}") && html.includes("{{7*7}}"));
});

test("the report asks for nothing elsewhere, and its policy allows its own style only", (t) => {
  const html = renderReport(recordedRun());
  t.false(/\ssrc=|@import|url\(|<link(?! rel="icon" href="data:)/.test(html));
  const style = /<style>([^]*?)<\/style>/.exec(html)![1]!;
  const hash = createHash("sha256").update(style).digest("base64");
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)![1]!.replaceAll("&#39;", "'");
  t.is(
    policy,
    `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`,
  );
});
