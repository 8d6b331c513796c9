import {
  factsOf,
  oneLine,
  repetitionFacts,
  shortened,
  titleOf,
  type Fact,
  type Repetition,
  type TicketDraft,
} from "./adapter.ts";

/** Characters of one value, and of the alert, that a ticket shows. GitHub takes 65,536 in all. */
const longestValue = 1_000;
const longestAlert = 20_000;

/**
 * A ticket as Markdown, in which nothing that came from outside is more than text: values stand in code, where neither
 * mentions, links, HTML nor GitLab's quick actions are read.
 */
export function markdownBody(draft: TicketDraft): string {
  const { alert } = draft.notification;
  return [
    ...factsOf(draft).map(line),
    ...(alert === "" ? [] : ["", "The alert:", "", block(prettyJson(alert))]),
  ].join("\n");
}

/** A comment as Markdown. */
export function markdownComment(repetition: Repetition): string {
  return repetitionFacts(repetition).map(line).join("\n");
}

/**
 * The title. It is no Markdown, but GitLab mentions whom an @ names there; a space without width keeps it from that.
 */
export function markdownTitle({ notification }: TicketDraft): string {
  return titleOf(notification).replace(/[@#!~&%$]/g, "$&\u200b");
}

const line = ({ name, value, link = false }: Fact): string =>
  `- **${name}:** ${link ? `<${value}>` : code(oneLine(shortened(value, longestValue)))}`;

/** Code within a line: between more backticks than the text has in a row. */
function code(text: string): string {
  const fence = "`".repeat(longestRun(text) + 1);
  return `${fence} ${text} ${fence}`;
}

function block(text: string): string {
  const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}json\n${text}\n${fence}`;
}

const longestRun = (text: string): number =>
  Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));

/** The alert with a line for each of its values; as it is where it is no JSON. */
export function prettyJson(alert: string): string {
  try {
    return shortened(JSON.stringify(JSON.parse(alert), undefined, 2), longestAlert);
  } catch {
    return shortened(alert, longestAlert);
  }
}
