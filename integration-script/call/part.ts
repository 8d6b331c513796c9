/** One part of the alert file: looked up together, and returned alert by alert. */
import { lookUp } from "../lookup/lookup.ts";
import type { Outbox } from "../queue/outbox.ts";
import {
  postpone as postponeCases,
  type PostponedCase,
  settlePostponed,
  takePostponed,
} from "../store/postponed.ts";
import type { AlertCase } from "./case.ts";
import { returnMatches } from "./delivery.ts";
import { type Examined, examine, spellingsOf } from "./examine.ts";
import type { Means } from "./means.ts";
import type { Recorder } from "./recorder.ts";
import type { Result } from "./result.ts";

const postpone = (cases: readonly Examined[], means: Means): boolean =>
  means.withStore((store) => (postponeCases(store, cases, means.now), true)) ?? false;

/** Alerts of earlier calls that one call asks for beside its own. */
const mostTaken = 200;

/** Looks the alerts of one part of the file up, and returns what is known. */
export const runPart = async (
  cases: readonly AlertCase[],
  means: Means,
  recorder: Recorder,
  outbox: Outbox,
): Promise<void> => {
  for (const { source, indicators, outcome } of cases) {
    if (outcome !== undefined) {
      recorder.results.add({ source, indicators, matched: 0, outcome });
    }
  }
  const open = cases.filter(({ outcome }) => outcome === undefined);
  if (open.length === 0) {
    return;
  }
  let taken: PostponedCase[] = [];
  const along = () => {
    taken = means.withStore((store) => takePostponed(store, mostTaken, means.now)) ?? [];
    return spellingsOf(taken);
  };
  const lookupMeans = await means.lookup();
  recorder.mark("opened");
  const result = await lookUp(spellingsOf(open), along, lookupMeans);
  recorder.answered(result);

  const examined = open.map((each) => examine(each, result));
  const earlier = taken.map((each) => ({ ...examine(each, result), id: each.id }));
  const known = [...examined, ...earlier].filter(({ matches }) => matches.length > 0);
  const returned = await returnMatches(known, means.delivery(result.origin, outbox));
  recorder.mark("returned");
  const returns = new Map(known.map((each, index) => [each, returned[index]!]));

  const waiting = examined.filter(({ unanswered }) => unanswered);
  const kept = waiting.length > 0 && postpone(waiting, means);
  const resultOf = (each: Examined): Result => ({
    source: each.source,
    indicators: each.indicators,
    matched: each.matches.length,
    ...(returns.get(each) ?? { outcome: each.unanswered ? (kept ? "postponed" : "failed") : "no-match" }),
  });
  examined.map(resultOf).forEach((result) => {
    recorder.results.add(result);
  });
  earlier.map(resultOf).forEach((result) => {
    recorder.postponed.add(result);
  });
  if (earlier.length > 0) {
    means.withStore((store) => {
      settlePostponed(store, earlier, ({ unanswered }) => !unanswered);
    });
  }
  means.noteSightings(known);
};
