import test from "ava";
import { HtmlRenderer, Parser } from "commonmark";
import * as fc from "fast-check";
import type { Repetition, TicketAdapter, TicketDraft } from "../../ticket-desk/adapters/adapter.ts";
import { adapterOf } from "../../ticket-desk/adapters/adapters.ts";
import { markdownBody } from "../../ticket-desk/adapters/markdown.ts";
import { links } from "../../ticket-desk/links.ts";
import type { AdapterSettings } from "../../ticket-desk/settings.ts";
import { body, hostile, notification } from "./support.ts";
import {
  dfirIris,
  gitHub,
  gitLab,
  jiraCloud,
  Vendor,
  type Kept,
  type KeptAlert,
  type KeptDocument,
} from "./vendor.ts";

const graylog = "https://graylog.example.org";
const token = "secret-token";

const draftOf = (change: Partial<typeof body> = {}, reference = "lab-0123456789abcdef"): TicketDraft => {
  const told = notification(change);
  return {
    reference,
    notification: told,
    links: links(told, graylog),
    matches: [{ alert_id: told.alert_id, raised_id: told.raised_id, time: told.time }],
  };
};

const repetitionOf = (change: Partial<typeof body> = {}): Repetition => ({
  reference: "lab-0123456789abcdef",
  mark: "lab-0123456789abcdef/3",
  notification: notification(change),
  matches: [
    { alert_id: "2.1", raised_id: "2.2", time: "2026-11-24T09:00:00.000Z" },
    { alert_id: "3.1", raised_id: "3.2", time: "2026-11-24T09:05:00.000Z" },
  ],
  count: 3,
});

const adapterFor = (settings: AdapterSettings): TicketAdapter => adapterOf(settings)!;

const settingsOf = {
  github: (url: string) =>
    ({ adapter: "github", url, token, repository: "lab/soc", labels: ["misp"] }) as const,
  gitlab: (url: string) =>
    ({ adapter: "gitlab", url, token, project: "group/soc", labels: ["misp"] }) as const,
  jira: (url: string) =>
    ({
      adapter: "jira",
      url,
      token,
      email: "soc@example.org",
      project: "SOC",
      issueType: "Task",
      labels: ["misp"],
    }) as const,
  iris: (url: string) => ({ adapter: "iris", url, token, customer: 1 }) as const,
};

const doubles = { github: gitHub, gitlab: gitLab, jira: jiraCloud, iris: dfirIris };

for (const system of ["github", "gitlab", "jira"] as const) {
  test(`${system}: a mark is found behind more comments than one page has`, async (t) => {
    const kept: never[] = [];
    const { url } = await doubles[system](kept).start(t);
    const adapter = adapterFor(settingsOf[system](url));
    const opened = await adapter.open(draftOf());
    const [{ comments }] = kept as unknown as [{ comments: unknown[] }];
    comments.push(...Array.from({ length: 200 }, (_, index) => `comment ${index}`));
    t.false(await adapter.isMarked(opened, "lab-0123456789abcdef/3"));
    await adapter.repeat(opened, repetitionOf());
    t.true(await adapter.isMarked(opened, "lab-0123456789abcdef/3"));
  });
}

for (const system of ["github", "gitlab", "jira", "iris"] as const) {
  const start = async (t: Parameters<Vendor["start"]>[0]) => {
    const kept: never[] = [];
    const vendor = await doubles[system](kept).start(t);
    return { vendor, kept: kept as unknown[], adapter: adapterFor(settingsOf[system](vendor.url)) };
  };

  test(`${system}: a ticket is opened, and found again by its reference`, async (t) => {
    const { adapter, kept } = await start(t);
    t.is(await adapter.find("lab-0123456789abcdef"), undefined);
    const opened = await adapter.open(draftOf());
    t.regex(opened.url, /^http/);
    t.deepEqual(await adapter.find("lab-0123456789abcdef"), opened);
    t.is(await adapter.find("lab-0123456789abcde"), undefined, "a part of a reference is another one");
    t.is(kept.length, 1);
  });

  test(`${system}: the ticket holds what the analyst needs`, async (t) => {
    const { adapter, kept } = await start(t);
    await adapter.open(draftOf());
    const text = JSON.stringify(kept[0]);
    for (const needed of [
      "MISP match: iabg.de on win10",
      "iabg.de",
      "https://misp/events/view/1",
      `${graylog}/search?q=wazuh_data_misp_source_alert_id`,
      "win10",
      "it@example.org",
      "100622",
      "high",
      "tlp:white",
      "Sofacy",
      "1795506876.19470",
      "1795506878.20000",
    ]) {
      t.true(text.includes(needed), `${needed} in ${text}`);
    }
  });

  test(`${system}: more of the same is a comment, which is known again by its mark`, async (t) => {
    const { adapter, kept } = await start(t);
    const opened = await adapter.open(draftOf());
    t.false(await adapter.isMarked(opened, "lab-0123456789abcdef/3"));
    await adapter.repeat(opened, repetitionOf());
    t.true(await adapter.isMarked(opened, "lab-0123456789abcdef/3"));
    const [{ comments }] = kept as [{ comments: unknown[] }];
    t.is(comments.length, 1);
    t.regex(JSON.stringify(comments[0]), /2 times, 3 in all/);
    t.regex(JSON.stringify(comments[0]), /2\.1, 3\.1/);
  });

  test(`${system}: a ticket that somebody closed is told to be`, async (t) => {
    const { adapter, kept } = await start(t);
    const opened = await adapter.open(draftOf());
    t.false(await adapter.isClosed(opened));
    Object.assign(kept[0]!, { closed: true });
    t.true(await adapter.isClosed(opened));
  });

  test(`${system}: very long values are cut, and said to be`, async (t) => {
    const { adapter, kept } = await start(t);
    const long = "x".repeat(100_000);
    await adapter.open(
      draftOf({ indicator: long, agent: long, misp_event: long, alert: `{"log":"${long}"}` }),
    );
    const { alert_source_content: content, ...shown } = kept[0] as Record<string, unknown>;
    t.true(JSON.stringify(shown).length < 60_000);
    t.true(JSON.stringify(shown).includes("…"));
    t.is(content === undefined, system !== "iris", "IRIS keeps the alert as data");
  });

  test(`${system}: a token that is refused is told with what to do, and is not shown`, async (t) => {
    const { vendor } = await start(t);
    const adapter = adapterFor({ ...settingsOf[system](vendor.url), token: "another-secret" });
    const error = await t.throwsAsync(adapter.open(draftOf()));
    t.regex(error.message, /answered 401: .*lab:ticketing\.token/);
    t.notRegex(error.message, /another-secret/);
    t.like(error, { status: 401, isRefusal: true, concernsAll: true });
  });
}

/** What a reader of Markdown makes of a text: its HTML without what stands in code, where nothing is read. */
function withoutCode(markdown: string): string {
  const html = new HtmlRenderer().render(new Parser().parse(markdown));
  return html.replace(/<code[^>]*>[^<]*<\/code>/g, "<code/>");
}

test("GitHub and GitLab: markup, mentions and quick actions in values stay text", async (t) => {
  for (const [start, settings] of [
    [gitHub, settingsOf.github],
    [gitLab, settingsOf.gitlab],
  ] as const) {
    const issues: Kept[] = [];
    const { url } = await start(issues).start(t);
    const adapter = adapterFor(settings(url));
    const opened = await adapter.open(draftOf(hostile));
    await adapter.repeat(opened, repetitionOf(hostile));
    const [issue] = issues;
    t.notRegex(issue!.title, /@team|@all|\n|\u202e/, "a title mentions nobody");
    for (const text of [issue!.text, issue!.comments[0]!]) {
      t.notRegex(withoutCode(text), /[@#!|~]|<img|<script|javascript:|\/close/);
      t.true(text.includes("@team"), "and yet it is all there");
    }
  }
});

test("whatever a value is, Markdown makes the same of it: a list of names with values in code, and a block", (t) => {
  const plain = withoutCode(markdownBody(draftOf()));
  // Made of what Markdown and HTML are made of, and of line breaks.
  const value = fc.string({
    unit: fc.constantFrom(
      ...Array.from("`~*_[]()<>#@!|/\\\n\r&;:-=+'\"$ ax1"),
      "\u2028",
      "]]>",
      "```",
      "<!--",
    ),
  });
  fc.assert(
    fc.property(value, value, value, value, (indicator, agent, event, alert) => {
      const filled = (text: string): string => `x${text}`;
      const body = markdownBody(
        draftOf({
          indicator: filled(indicator),
          agent: filled(agent),
          misp_event: filled(event),
          alert: filled(alert),
          agent_owner: filled(alert),
        }),
      );
      // An alert that is no JSON has neither kind, rule nor tags to show.
      t.is(
        withoutCode(body),
        plain.replace(/<li><strong>(?:Kind|Rule|Tags):<\/strong> <code\/><\/li>\n/g, ""),
      );
    }),
    { numRuns: 300 },
  );
  t.pass();
});

test("Jira: a value is the text of a text node, whatever is in it", async (t) => {
  const issues: KeptDocument[] = [];
  const { url } = await jiraCloud(issues).start(t);
  await adapterFor(settingsOf.jira(url)).open(draftOf(hostile));
  const nodes: { text?: string; marks?: { type: string; attrs?: { href: string } }[] }[] = [];
  JSON.stringify(issues[0]!.fields["description"], (_key, value: unknown) => {
    if ((value as { type?: string } | null)?.type === "text") {
      nodes.push(value as (typeof nodes)[number]);
    }
    return value;
  });
  t.true(nodes.some(({ text }) => text?.includes("@team")));
  const hrefs = nodes.flatMap(({ marks = [] }) => marks.flatMap(({ attrs }) => attrs?.href ?? []));
  t.deepEqual(
    hrefs.map((href) => new URL(href).origin),
    [graylog],
    "an address that a browser would run is no link",
  );
  t.true((issues[0]!.fields["summary"] as string).length <= 255);
});

test("IRIS: an alert has its severity by name, its event as data, and text that is no markup", async (t) => {
  const alerts: KeptAlert[] = [];
  const { url } = await dfirIris(alerts).start(t);
  const adapter = adapterFor(settingsOf.iris(url));
  await adapter.open(draftOf());
  await adapter.open(draftOf({ ...hostile, threat_level: "" }, "lab-fedcba9876543210"));
  t.like(alerts[0], {
    alert_severity_id: 5,
    alert_status_id: 2,
    alert_source_event_time: "2026-11-24T08:00:00.000",
    alert_source_content: { rule: { id: "100622" } },
    alert_tags: 'tlp:white,misp-galaxy:threat-actor="Sofacy"',
  });
  t.is(alerts[1]!["alert_severity_id"], 1);
  t.notRegex(alerts[1]!["alert_description"] as string, /<[a-z/]|\]\(|\u202e/i);
});

test("the webhook is sent the documented bodies, each with a key of its own", async (t) => {
  const vendor = await new Vendor(({ body: sent }) =>
    sent["kind"] === "opened" ? [201, { id: 7, url: "https://desk.example.org/7" }] : [204],
  ).start(t);
  const adapter = adapterFor({ adapter: "webhook", url: `${vendor.url}/hook?team=soc`, token });
  const opened = await adapter.open(draftOf());
  t.deepEqual(opened, { id: "7", url: "https://desk.example.org/7" });
  await adapter.repeat(opened, repetitionOf());
  const [first, second] = vendor.asked;
  t.is(first!.query.get("team"), "soc");
  t.is(first!.headers.authorization, "Bearer secret-token");
  t.deepEqual(
    [first, second].map((asked) => asked!.headers["idempotency-key"]),
    ["lab-0123456789abcdef", "lab-0123456789abcdef/3"],
  );
  t.snapshot(first!.body, "opened");
  t.snapshot(second!.body, "repeated");
});

test("a webhook that answers with whatever it likes has taken the ticket", async (t) => {
  for (const answer of [[200], [200, "thanks"], [202, { ok: true }]] as const) {
    const { url } = await new Vendor(() => answer).start(t);
    t.deepEqual(await adapterFor({ adapter: "webhook", url }).open(draftOf()), {
      id: "lab-0123456789abcdef",
      url: "",
    });
  }
});

test("a server that is something else is told by name", async (t) => {
  const { url } = await new Vendor(() => [200, { hello: "world" }]).start(t);
  await t.throwsAsync(adapterFor(settingsOf.github(url)).open(draftOf()), {
    message:
      /^POST \/repos\/lab\/soc\/issues answered with something else than its documentation says.*right address/s,
  });
});

test("a redirect is not followed, for the token would go along", async (t) => {
  const { url } = await new Vendor(() => [
    301,
    undefined,
    { Location: "https://elsewhere.example.org/" },
  ]).start(t);
  await t.throwsAsync(adapterFor(settingsOf.github(url)).open(draftOf()), {
    message: /answered 301.*address has moved/,
  });
});
