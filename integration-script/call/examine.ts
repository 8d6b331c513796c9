/** Holding alerts against the answers. */
import type { Source } from "../event/source.ts";
import type { Indicator } from "../indicators/indicator.ts";
import type { LookupResult } from "../lookup/lookup.ts";
import { bestFirst, type Match, matchesOf } from "../lookup/match.ts";

/** An alert as far as the look-up needs it. */
export interface Lookable {
  readonly source: Source;
  readonly indicators: readonly Indicator[];
}

/** One alert with what is known of it. */
export interface Examined extends Lookable {
  /** The best first. */
  readonly matches: readonly Match[];
  /** Whether nothing is known, because some of its values have no answer. */
  readonly unanswered: boolean;
}

/** Every value that alerts are looked up by, once. */
export const spellingsOf = (alerts: readonly Lookable[]): string[] => {
  const values = new Set<string>();
  for (const { indicators } of alerts) {
    for (const { spellings } of indicators) {
      for (const spelling of spellings) {
        values.add(spelling);
      }
    }
  }
  return [...values];
};

export const examine = ({ source, indicators }: Lookable, { answers }: LookupResult): Examined => {
  const matches = bestFirst(matchesOf(indicators, answers));
  const isOpen = indicators.some(({ spellings }) => spellings.some((spelling) => !answers.has(spelling)));
  return { source, indicators, matches, unanswered: isOpen && matches.length === 0 };
};
