import test from "ava";
import { portalUpdate, renderPortal } from "../../../lab/portal/page.ts";
import { portalLab, type PortalState } from "../../../lab/portal/state.ts";
import type { LabOutputs } from "../../../lab/stack.ts";
import { scenarioNames } from "../../../scenarios/scenario.ts";
import { hostile } from "../report/sample.ts";
import { fullLab, rehearsalState, stateWith, wellState } from "./sample.ts";

test("a portal has a row for every system, a command for every scenario, and says as whom to sign in", (t) => {
  const { html } = renderPortal(wellState, true);
  for (const name of scenarioNames()) {
    t.true(html.includes(`data-copy="npm run lab -- demo ${name} -s class"`), name);
  }
  for (const text of [
    "All 14 systems are ready",
    "active as agent 001, Wazuh v4.14.6, in default, lab, linux",
    "<code>admin@lab.example</code>",
    "npm run pulumi -- stack output signIn --show-secrets -s class",
    "MISP knows none of its indicators.",
    "Ended as a ticket.",
    "Got as far as <code>raised</code>; there is no evidence of <code>shipped</code> yet.",
    "npm run lab -- trace 1795850796.2781 -s class",
  ]) {
    t.true(html.includes(text), text);
  }
});

test("what a stack exports as a secret does not reach the page", (t) => {
  const outputs = {
    ...fullLab,
    signIn: {
      graylog: { username: "admin", password: "s3cret-graylog" },
      tickets: { token: "s3cret-token" },
    },
    enrolment: { host: "wazuh.manager", password: "s3cret-enrolment" },
    shared: { misp: { key: "s3cret-key" } },
  } as unknown as LabOutputs;
  const state: PortalState = { ...wellState, lab: portalLab("class", outputs) };
  t.false(renderPortal(state, true).html.includes("s3cret"));
  t.false(JSON.stringify(portalUpdate(state)).includes("s3cret"));
});

test("the summary names what is not ready, and a failed system how to see its log", (t) => {
  const state = stateWith({
    misp: { state: "waiting", detail: "GET /servers/getVersion answered 500" },
    graylog: { state: "failed", detail: "is exited, exit code 137" },
  });
  const { summary, parts } = portalUpdate(state);
  t.is(summary, "MISP is not ready yet, Graylog has failed");
  t.regex(parts["systems"]!, /docker logs lab-class-graylog/);
  t.false(parts["systems"]!.includes("docker logs lab-class-fluent-bit"));
  t.regex(parts["summary"]!, /class="state failed"/);
});

test("a rehearsal says that its servers are stand-ins", (t) => {
  t.true(renderPortal(rehearsalState, true).html.includes("the servers are stand-ins"));
  t.false(renderPortal(wellState, true).html.includes("stand-ins"));
});

test("a page of one moment says so, and asks for nothing", (t) => {
  const { html } = renderPortal(wellState, false);
  t.false(html.includes("data-refresh"));
  t.true(html.includes("This page shows one moment, 28 Nov 2026, 07:45:30 UTC."));
});

test("what cannot be told of the last alerts is said in their place", (t) => {
  const recent = { alerts: [], troubles: ["The last alerts cannot be read: it is gone"] };
  const { html } = renderPortal({ ...wellState, recent }, true);
  t.true(html.includes("The last alerts cannot be read: it is gone"));
});

test("alerts that say the same one after the other are one row, and long lists of indicators are shortened", (t) => {
  const [alert] = wellState.recent.alerts;
  const indicators = ["sha256:a", "sha1:b", "md5:c", "ip:203.0.113.9", "domain:d.example"];
  const alerts = Array.from({ length: 5 }, (_, index) => ({
    ...alert!,
    id: `1795850796.${index}`,
    time: `2026-11-28T07:45:2${9 - index}.000Z`,
    indicators,
  }));
  const state = {
    ...wellState,
    recent: { troubles: [], alerts: [...alerts, { ...alert!, agent: "another" }] },
  };
  const html = portalUpdate(state).parts["alerts"]!;
  t.is(html.match(/<li class="alert/g)!.length, 2);
  t.true(html.includes("and 4 more like it since 07:45:25"));
  t.true(html.includes("<code>md5:c</code> and 2 more"));
});

test("text of other systems stays text wherever it stands", (t) => {
  const [alert] = wellState.recent.alerts;
  const state: PortalState = {
    ...stateWith({ misp: { state: "failed", detail: hostile } }),
    lab: { ...fullLab, urls: { ...fullLab.urls, graylog: "javascript:alert(1)" } },
    recent: {
      troubles: [hostile],
      alerts: [
        { ...alert!, agent: hostile, indicators: [hostile], rule: { ...alert!.rule, description: hostile } },
      ],
    },
  };
  const { parts } = portalUpdate(state);
  const { html } = renderPortal(state, true);
  t.false(/<script>document|<img/.test(html + Object.values(parts).join("")));
  t.false(html.includes("\u202e"));
  t.false(html.includes('href="javascript:'));
});
