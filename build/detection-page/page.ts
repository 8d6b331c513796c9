import { block, code, tableOf } from "../markdown.ts";
import { examples } from "./examples.ts";
import { receiveAll, type Received } from "./graylog.ts";
import { checkSection, fieldsSection, groupsSection, rulesSection } from "./tables.ts";
import { firedOf, lookedFor, ruleTree, rulesOnTheWay, shownFields, shownJson } from "./tell.ts";
import { type Way, wayOf } from "./way.ts";

/** When the first event comes: Tuesday, 24 November 2026, 07:26:10.581 UTC. */
const firstTime = Date.UTC(2026, 10, 24, 7, 26, 10, 581);

/** `docs/detection.md`: what becomes of events, as the content itself makes it. */
export async function detectionPage(): Promise<string> {
  // An alert's time is the manager's own, and a lab's manager keeps UTC.
  const zone = process.env["TZ"];
  process.env["TZ"] = "UTC";
  try {
    const ways = await Promise.all(
      examples().map(async ({ title, sent }, index) => ({
        title,
        way: await wayOf(sent, firstTime + index * 10_000),
      })),
    );
    const received = await receiveAll(
      ways.map(({ way }, index) => ({ alert: way.raised.alert, time: firstTime + index * 10_000 + 2_000 })),
    );
    const told = ways.map((one, index) => ({ ...one, received: received[index]! }));
    const [first, ...others] = told as [(typeof told)[number], ...typeof told];
    return [
      introduction,
      ...wholeWay(first.way, first.received),
      "## The same from other sources",
      "",
      ...others.flatMap(({ title, way, received }) => [`### ${title}`, "", ...shortWay(way, received)]),
      ...rulesSection(),
      ...groupsSection(),
      ...fieldsSection(),
      ...checkSection(),
    ].join("\n");
  } finally {
    if (zone === undefined) {
      delete process.env["TZ"];
    } else {
      process.env["TZ"] = zone;
    }
  }
}

const introduction = `<!-- Made by \`npm run build -- detection-page\` out of the lab's rules, decoders and Graylog content. -->

# Detection: from telemetry to a ticket

What the lab's rules, decoders and Graylog content make of an event, rule by rule and field by field. Nothing on this page
was written by hand but the sentences: the decoders and rules are run by this project's own analysis, which is held against
what a real Wazuh 4.14.7 manager wrote; the look-up is custom-misp's own; Graylog's part is played by the rehearsal's
stand-in. For an event of your own, \`npm run lab -- rules explain FILE\` tells the same.
`;

/** One event, hop by hop. */
function wholeWay(
  { first, indicators, enriched, raised }: Way,
  { fields, streams, ticket }: Received,
): string[] {
  return [
    "## One look-up, all its way",
    "",
    `A browser on ${first.agent.name} looks up \`${ticket.indicator}\`, a domain that MISP holds.`,
    "",
    "### `observed`: what the endpoint sends",
    "",
    `The event comes from agent ${first.agent.id}, where it was read at \`${first.location}\`. The decoder \`${first.decoder ?? ""}\` makes these fields of it:`,
    "",
    ...fieldTable(first.fields),
    "### `alerted`: the rules that are tried",
    "",
    "Of the rules that stand beside each other the first that is satisfied takes the event: those of level 0 are tried first, then from the highest level down, then in the files' order. Then those below it are tried, and there is no way back. ✓ takes it, ✗ does not, · is not tried.",
    "",
    ...block(ruleTree(first)),
    `Rule ${firedOf(first)} Its group \`${lookedFor(first)}\` is one of those in \`<integration>\`, so that integratord calls custom-misp for the alert.`,
    "",
    "### `integrated`: what custom-misp looks for",
    "",
    ...indicatorTable(indicators),
    "### `matched` and `returned`: the enriched event",
    "",
    "MISP's best match comes back to the manager's queue, with the label `integration` that the rules know it by:",
    "",
    ...block(shownJson(enriched), "json"),
    "### `raised`: the rules for the match",
    "",
    ...block(ruleTree(raised)),
    `Rule ${firedOf(raised)}`,
    "",
    "### `shipped` and `indexed`: the fields in Graylog",
    "",
    `Fluent Bit sends the alert's line as it is. The pipeline makes a field of each of these, and puts the message into ${named(streams)}:`,
    "",
    ...fieldTable(shownFields(fields)),
    "### `ticketed`: the ticket",
    "",
    "The event definition tells the ticket desk, which joins what is of the same indicator and agent:",
    "",
    ...ticketTable(ticket),
  ];
}

function shortWay({ first, indicators, enriched, raised }: Way, { streams, ticket }: Received): string[] {
  const { misp } = enriched as { misp: Readonly<Record<string, unknown>> };
  return tableOf(
    ["", ""],
    [
      ["the event", `of agent ${first.agent.id} ${first.agent.name}, read at ${code(first.location)}`],
      ["decoder", code(first.decoder)],
      ["rules on its way", rulesOnTheWay(first)],
      ["the alert", `rule ${firedOf(first)} Looked up because of the group ${code(lookedFor(first))}`],
      ["indicators", indicators.map(({ kind, value }) => `${kind} ${code(value)}`).join(", ")],
      [
        "the match",
        `${code(misp["type"])} ${code(misp["value"])} (${String(misp["category"])}) in "${String(misp["event_info"])}", threat level ${String(misp["threat_level"])}`,
      ],
      ["rules on its way back", rulesOnTheWay(raised)],
      ["the alert of the match", `rule ${firedOf(raised)}`],
      ["in Graylog", named(streams)],
      [
        "the ticket",
        `"${ticket.title}", priority ${ticket.priority}: ${code(ticket.indicator)} on ${ticket.agent}`,
      ],
    ],
  );
}

const named = (streams: readonly string[]): string =>
  `the stream${streams.length === 1 ? "" : "s"} ${streams
    .map((name) => `"${name}"`)
    .sort()
    .join(" and ")}`;

const fieldTable = (fields: Readonly<Record<string, unknown>>): string[] =>
  tableOf(
    ["field", "value"],
    Object.entries(fields).map(([name, value]) => [code(name), code(value)]),
  );

const indicatorTable = (indicators: Way["indicators"]): string[] =>
  tableOf(
    ["kind", "value", "where it stands in the alert"],
    indicators.map(({ kind, value, field }) => [kind, code(value), code(field)]),
  );

const ticketTable = (ticket: Received["ticket"]): string[] =>
  tableOf(
    ["", ""],
    (
      [
        "title",
        "priority",
        "indicator",
        "agent",
        "threat_level",
        "misp_event",
        "misp_event_link",
        "alert_ids",
      ] as const
    ).map((key) => [key, [ticket[key]].flat().map(code).join(", ")]),
  );
