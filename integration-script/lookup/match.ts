/** From the answers to the matches of one alert, and to the best of them. */
import type { Indicator } from "../indicators/indicator.ts";
import { comparable } from "../indicators/question.ts";
import { type Attribute, gravity } from "../misp/attribute.ts";
import { comparableHalf, type Half, halvesOf, mayBe } from "../misp/halves.ts";
import type { Answers } from "../misp/search.ts";

export interface Match {
  readonly indicator: Indicator;
  readonly attribute: Attribute;
  /** What matched: the attribute's value, or one half of it. */
  readonly value: string;
  /** How the other half of a composite fits: the alert has it, has another value in its place, or neither. */
  readonly otherHalf: "agrees" | "differs" | "unknown";
}

/** What the alert has in the place of a half: its files' hashes of that kind, its addresses, its ports. */
const inAlert = (half: Half, indicators: readonly Indicator[], matched: Indicator): string[] => {
  if (half.type === "port") {
    return matched.port === undefined ? [] : [matched.port];
  }
  const kind = half.type.startsWith("ip-") ? "ip" : half.type === "hostname" ? "domain" : half.type;
  return indicators.filter((indicator) => indicator.kind === kind).map(({ value }) => comparable(value));
};

const otherHalfOf = (
  halves: readonly Half[],
  index: number,
  indicators: readonly Indicator[],
  matched: Indicator,
): Match["otherHalf"] => {
  const other = halves[1 - index];
  const values = halves.length === 2 && other !== undefined ? inAlert(other, indicators, matched) : [];
  if (values.length === 0) {
    return "unknown";
  }
  return values.includes(comparableHalf(other!)) ? "agrees" : "differs";
};

const matchOf = (
  indicator: Indicator,
  attribute: Attribute,
  indicators: readonly Indicator[],
): Match | undefined => {
  const asked = new Set(indicator.spellings.map(comparable));
  const halves = halvesOf(attribute.type, attribute.value);
  const index = halves.findIndex((half) => mayBe(half, indicator.kind) && asked.has(comparableHalf(half)));
  if (index < 0) {
    return undefined;
  }
  // Capitals matter in the base64 of ssdeep alone.
  if (indicator.kind === "ssdeep" && halves[index]!.value !== indicator.value) {
    return undefined;
  }
  const otherHalf = otherHalfOf(halves, index, indicators, indicator);
  // A file of that name with another hash is another file.
  return indicator.kind === "filename" && otherHalf === "differs"
    ? undefined
    : { indicator, attribute, value: halves[index]!.value, otherHalf };
};

/** Every attribute that matches an indicator of the alert, each once: by the indicator that was found first. */
export const matchesOf = (indicators: readonly Indicator[], answers: Answers): Match[] => {
  const matches = new Map<string, Match>();
  for (const indicator of indicators) {
    for (const spelling of indicator.spellings) {
      for (const attribute of answers.get(spelling) ?? []) {
        const match = matches.has(attribute.id) ? undefined : matchOf(indicator, attribute, indicators);
        if (match !== undefined) {
          matches.set(attribute.id, match);
        }
      }
    }
  }
  return [...matches.values()];
};

const fit: Readonly<Record<Match["otherHalf"], number>> = { agrees: 0, unknown: 1, differs: 2 };

/** Order of matches, the best first: for detection, other half, threat level, recency, decay score. */
const compare = (a: Match, b: Match): number =>
  Number(b.attribute.toIds) - Number(a.attribute.toIds) ||
  fit[a.otherHalf] - fit[b.otherHalf] ||
  gravity(a.attribute.event.threatLevel) - gravity(b.attribute.event.threatLevel) ||
  b.attribute.timestamp - a.attribute.timestamp ||
  (b.attribute.decayScore ?? 0) - (a.attribute.decayScore ?? 0) ||
  Number(a.attribute.id) - Number(b.attribute.id);

export const bestFirst = (matches: readonly Match[]): Match[] => [...matches].sort(compare);
