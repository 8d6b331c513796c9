/** A call by integratord: from the alert file to the enriched events. */
import { readAlerts } from "./alert/read.ts";
import { type AlertCase, readCases } from "./call/case.ts";
import { type Matched, returnMatches, returnSummaries, returnTrouble } from "./call/delivery.ts";
import { Means } from "./call/means.ts";
import { Recorder } from "./call/recorder.ts";
import { Trouble, type TroubleKind, troubleOf } from "./errors.ts";
import { type Source, sourceOf, unknownAlert } from "./event/source.ts";
import { indicatorReader } from "./indicators/extract.ts";
import type { Indicator } from "./indicators/indicator.ts";
import { type LookupResult, lookUp } from "./lookup/lookup.ts";
import { bestFirst, matchesOf } from "./lookup/match.ts";
import { Outbox } from "./queue/outbox.ts";
import { type Call, parseCall } from "./settings/arguments.ts";
import { settingsOf, spoolFolder } from "./settings/settings.ts";
import type { PostponedCase } from "./store/postponed.ts";

/** Trouble for which the call itself is to blame: it ends with 1, and integratord logs it. */
const wrongCall: ReadonlySet<TroubleKind> = new Set(["usage", "options", "alert", "key", "internal"]);

const spellingsOf = (cases: readonly { readonly indicators: readonly Indicator[] }[]): string[] => [
  ...new Set(cases.flatMap(({ indicators }) => indicators.flatMap(({ spellings }) => spellings))),
];

/** One alert with what is known of it. */
interface Examined {
  readonly source: Source;
  readonly indicators: readonly Indicator[];
  readonly matches: Matched["matches"];
  /** Whether some of its values have no answer. */
  readonly open: boolean;
}

const examine = ({ source, indicators }: AlertCase, { answers }: LookupResult): Examined => ({
  source,
  indicators,
  matches: bestFirst(matchesOf(indicators, answers)),
  open: indicators.some(({ spellings }) => spellings.some((spelling) => !answers.has(spelling))),
});

const postpone = (cases: readonly Examined[], means: Means): boolean =>
  means.withStore((store) => (store.postponed.add(cases, means.now), true)) ?? false;

/** Looks the alerts of one part of the file up, and returns what is known. */
const runPart = async (
  cases: readonly AlertCase[],
  means: Means,
  recorder: Recorder,
  outbox: Outbox,
): Promise<void> => {
  const open = cases.filter(({ outcome }) => outcome === undefined);
  for (const { source, indicators, outcome } of cases) {
    if (outcome !== undefined) {
      recorder.results.push({ source, indicators, matched: 0, outcome });
    }
  }
  if (open.length === 0) {
    return;
  }
  let taken: PostponedCase[] = [];
  const along = () => {
    taken = means.withStore((store) => store.postponed.take(mostTaken, means.now)) ?? [];
    return spellingsOf(taken);
  };
  const result = await lookUp(spellingsOf(open), along, await means.lookup());
  recorder.mark("answered");
  recorder.origin = result.origin;
  if (result.trouble !== undefined) {
    recorder.failed(result.trouble);
  }

  const examined = open.map((each) => examine(each, result));
  const again = taken.map((each) => ({ ...examine(each, result), taken: each }));
  const known = [...examined, ...again].filter(({ matches }) => matches.length > 0);
  const returned = await returnMatches(known, {
    outbox,
    store: means.store,
    lookup: { origin: result.origin, milliseconds: performance.now() },
    link: means.link,
    now: means.now,
    repeatSeconds: means.options.repeat_seconds,
    onStoreError: means.onStoreError,
  });
  recorder.mark("returned");
  const outcomes = new Map(known.map((each, index) => [each, returned[index]!]));

  const waiting = examined.filter(({ matches, open: unanswered }) => matches.length === 0 && unanswered);
  const kept = waiting.length > 0 && postpone(waiting, means);
  for (const each of examined) {
    const { source, indicators, matches } = each;
    const outcome = waiting.includes(each) ? (kept ? "postponed" : "failed") : "no-match";
    recorder.results.push({
      source,
      indicators,
      matched: matches.length,
      ...(outcomes.get(each) ?? { outcome }),
    });
  }
  for (const each of again) {
    const { source, indicators, matches } = each;
    const answer = outcomes.get(each) ?? { outcome: "no-match" as const };
    recorder.postponed.push({ source, indicators, matched: matches.length, ...answer });
  }
  means.withStore((store) => {
    store.postponed.done(
      again.filter((each) => !each.open || each.matches.length > 0).map((each) => each.taken),
    );
    store.postponed.release(
      again.filter((each) => each.open && each.matches.length === 0).map((each) => each.taken),
    );
  });
  await means.reportSightings(known.flatMap(({ matches }) => matches.map(({ value }) => value)));
};

/** Alerts of earlier calls that one call asks for beside its own. */
const mostTaken = 200;

/** The first alert of the file, as far as an event of trouble tells of it. */
const firstSource = (call: Call | undefined): Source => {
  try {
    for (const line of readAlerts(call?.alertFile ?? "")) {
      if ("alert" in line) {
        return sourceOf(line.alert);
      }
    }
  } catch {
    // The trouble that is being told says more.
  }
  return { alert_id: unknownAlert };
};

const runAlerts = async (call: Call, means: Means, recorder: Recorder, outbox: Outbox): Promise<void> => {
  const readIndicators = await indicatorReader(means.options);
  for (const { cases, troubles } of readCases(readAlerts(call.alertFile), readIndicators)) {
    recorder.mark("read");
    troubles.forEach((trouble) => {
      recorder.failed(trouble);
    });
    if (cases.some(({ outcome }) => outcome === undefined)) {
      await means.openStore();
      await returnSummaries(
        outbox,
        means.withStore((store) => store.repetitions.takeOverdue(means.now)) ?? [],
      );
    }
    await runPart(cases, means, recorder, outbox);
  }
};

/** Tells what went wrong: as an event, once in a while for each kind. */
const tell = async (
  trouble: Trouble,
  source: Source,
  means: Means | undefined,
  outbox: Outbox,
): Promise<void> => {
  await means?.openStore();
  const window = means?.options.error_seconds ?? 0;
  const due =
    window === 0 || (means?.withStore((store) => store.outage.tell(trouble.kind, means.now, window)) ?? true);
  if (due) {
    await returnTrouble(outbox, trouble, source);
  }
};

const queueTrouble = (problem: NonNullable<Outbox["problem"]>): Trouble => {
  const words = {
    full: "was full: analysisd does not keep up with what it is sent",
    absent: "was not there: analysisd was not running",
    refused: "may not be written to by this user",
    "too-long": "takes no event of that length",
  };
  return new Trouble(
    "queue",
    `Wazuh's queue ${words[problem]}. Events are kept and sent by the calls that follow.`,
  );
};

/** @returns the exit code */
export const run = async (args: readonly string[], base: string): Promise<number> => {
  const recorder = new Recorder();
  const outbox = new Outbox(`${base}/queue/sockets/queue`, spoolFolder(base));
  let call: Call | undefined;
  let means: Means | undefined;
  recorder.drained = await outbox.drain();
  try {
    call = parseCall(args);
    means = new Means(call, settingsOf(call, base), recorder);
    await runAlerts(call, means, recorder, outbox);
  } catch (error) {
    recorder.failed(troubleOf(error));
  }
  const { results, troubles } = recorder;
  if (results.length === 0) {
    results.push({ source: firstSource(call), indicators: [], matched: 0, outcome: "failed" });
  }
  if (outbox.problem !== undefined) {
    recorder.failed(queueTrouble(outbox.problem));
  }
  for (const trouble of troubles.values()) {
    await tell(trouble, results[0]!.source, means, outbox);
  }
  await means?.tidyUp();
  recorder.write(base, means?.requests ?? 0);
  return exitCode(recorder);
};

/** 1 where the call was wrong and came to nothing, or where an event was lost; what is wrong goes to the log. */
const exitCode = ({ results, troubles }: Recorder): number => {
  const blame = [...troubles.values()].find(({ kind }) => wrongCall.has(kind));
  const failed = results.every(({ outcome }) => outcome === "failed" || outcome === "postponed");
  if (blame !== undefined && failed) {
    process.stderr.write(`custom-misp: ${blame.message}\n`);
    return 1;
  }
  if (results.some(({ outcome }) => outcome === "lost")) {
    process.stderr.write(
      "custom-misp: An event could neither be sent to Wazuh's queue nor kept: it is lost.\n",
    );
    return 1;
  }
  return 0;
};
