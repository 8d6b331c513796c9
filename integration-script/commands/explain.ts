/** `custom-misp explain ALERT_FILE`: tells what an alert would be looked up for, and what would come back. */
import { type Alert, isOwnEvent } from "../alert/alert.ts";
import { readAlerts } from "../alert/read.ts";
import { Means } from "../call/means.ts";
import { spellingsOf } from "../call/examine.ts";
import { messageOf, Trouble } from "../errors.ts";
import { matchEvent } from "../event/enriched.ts";
import { renderEvent } from "../event/render.ts";
import { sourceOf } from "../event/source.ts";
import { type Extraction, indicatorReader, type ReadIndicators } from "../indicators/extract.ts";
import { lookUp, type LookupResult } from "../lookup/lookup.ts";
import { bestFirst, type Match, matchesOf } from "../lookup/match.ts";
import { getAnswers, type StoredAnswer } from "../store/answers.ts";
import { clientPatience, contextOf, readArguments } from "./context.ts";

const section = (title: string, lines: readonly string[]): string[] => [
  "",
  lines.length === 0 ? `${title}: none` : `${title}:`,
  ...lines.map((line) => `  ${line}`),
];

const describeAlert = (alert: Alert): string => {
  const source = sourceOf(alert);
  const rule =
    source.rule_id === undefined ? "" : `, rule ${source.rule_id} of level ${source.rule_level ?? "?"}`;
  const agent = source.agent_id === undefined ? "" : `, agent ${source.agent_id} ${source.agent_name ?? ""}`;
  return `Alert ${source.alert_id}${rule}${agent}`;
};

const describeExtraction = ({ sources, indicators, ignored }: Extraction): string[] => [
  `Read as: ${sources.join(", ") || "nothing that is known"}`,
  ...section(
    "Indicators",
    indicators.map(({ kind, value, field, spellings }) => {
      const others = spellings.filter((spelling) => spelling !== value);
      return `${kind} ${value}, from ${field}${others.length > 0 ? `; also asked as ${others.join(", ")}` : ""}`;
    }),
  ),
  ...section(
    "Left out",
    ignored.map(({ value, field, reason }) => `${value}, from ${field}: ${reason}`),
  ),
];

const describeStore = (values: readonly string[], means: Means): string[] => {
  const stored =
    means.withStore((store) => getAnswers(store, values, means.now)) ?? new Map<string, StoredAnswer>();
  return section(
    "Known to the store",
    [...stored].map(([value, { attributes, expired }]) => {
      const count = `${attributes.length} ${attributes.length === 1 ? "attribute" : "attributes"}`;
      return `${value}: ${count}${expired ? ", over its time" : ""}`;
    }),
  );
};

const describeMatch = ({ indicator, attribute, otherHalf }: Match): string =>
  `${attribute.type} ${attribute.value}, attribute ${attribute.id} of event ${attribute.event.id} ` +
  `"${attribute.event.info}", by ${indicator.kind} ${indicator.value}` +
  (otherHalf === "unknown" ? "" : `; its other half ${otherHalf}`);

const describeAnswer = (
  result: LookupResult,
  matches: readonly Match[],
  alert: Alert,
  means: Means,
): string[] => {
  const [best] = matches;
  const lines = [
    ...(result.trouble === undefined
      ? []
      : ["", `Trouble: ${result.trouble.kind}: ${result.trouble.message}`]),
    ...section(`Matches, the best first, as of ${result.origin}`, matches.map(describeMatch)),
  ];
  if (best === undefined) {
    return lines;
  }
  const lookup = { origin: result.origin, milliseconds: performance.now() };
  const event = renderEvent(matchEvent(matches, sourceOf(alert), lookup, means.link));
  return [...lines, "", `Event, ${Buffer.byteLength(event)} bytes:`, event];
};

const explainAlert = async (
  alert: Alert,
  readIndicators: ReadIndicators,
  means: Means,
): Promise<string[]> => {
  const head = describeAlert(alert);
  if (isOwnEvent(alert)) {
    return [head, "It was raised by an event of custom-misp: it is not looked up."];
  }
  const extraction = readIndicators(alert);
  const values = spellingsOf([{ source: sourceOf(alert), indicators: extraction.indicators }]);
  const lines = [head, ...describeExtraction(extraction)];
  if (values.length === 0) {
    return [...lines, "", "There is nothing to look up."];
  }
  const stored = describeStore(values, means);
  // Asked as if nothing were known yet, and without leaving a trace in the store.
  const result = await lookUp(values, () => [], { ...(await means.lookup()), store: undefined });
  const matches = bestFirst(matchesOf(extraction.indicators, result.answers));
  return [...lines, ...stored, ...describeAnswer(result, matches, alert, means)];
};

export const explain = async (args: readonly string[], base: string): Promise<number> => {
  const parsed = readArguments(args);
  const [file, ...more] = parsed.positionals;
  if (file === undefined || more.length > 0) {
    throw new Trouble("usage", "explain takes one alert file, or - for the standard input.");
  }
  const { settings } = contextOf(parsed, base);
  const readIndicators = await indicatorReader(settings.options);
  let code = 0;
  for (const line of readAlerts(file)) {
    const means = new Means({ ...settings, deadline: performance.now() + clientPatience }, (error) => {
      process.stdout.write(`The store cannot be used: ${messageOf(error)}\n`);
    });
    await means.openStore();
    if ("trouble" in line) {
      process.stdout.write(`${line.trouble.message}\n`);
      code = 1;
    } else {
      process.stdout.write(`${(await explainAlert(line.alert, readIndicators, means)).join("\n")}\n\n`);
    }
  }
  return code;
};
