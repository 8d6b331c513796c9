/** Alerts of a call on their way to an answer. */
import { type Alert, isOwnEvent } from "../alert/alert.ts";
import { type Line } from "../alert/read.ts";
import { type Trouble, troubleOf } from "../errors.ts";
import { type Source, sourceOf } from "../event/source.ts";
import type { ReadIndicators } from "../indicators/extract.ts";
import type { Indicator } from "../indicators/indicator.ts";

/** One alert: what is to be looked up, or why nothing is. */
export interface AlertCase {
  readonly source: Source;
  readonly indicators: readonly Indicator[];
  /** Set where there is nothing to look up. */
  readonly outcome?: "nothing" | "own-event";
}

/** The alerts of a file, and what is wrong with lines that hold none. */
export interface Cases {
  readonly cases: readonly AlertCase[];
  readonly troubles: readonly Trouble[];
}

const caseOf = (alert: Alert, readIndicators: ReadIndicators): AlertCase => {
  const source = sourceOf(alert);
  if (isOwnEvent(alert)) {
    return { source, indicators: [], outcome: "own-event" };
  }
  const { indicators } = readIndicators(alert);
  return indicators.length > 0 ? { source, indicators } : { source, indicators, outcome: "nothing" };
};

/** Alerts that are looked up together; a file may hold more, and is then read in parts. */
const mostCases = 1000;

/** Reads a file's alerts part by part; only what the look-up needs of them is kept. */
export function* readCases(lines: Iterable<Line>, readIndicators: ReadIndicators): Generator<Cases> {
  let cases: AlertCase[] = [];
  let troubles: Trouble[] = [];
  for (const line of lines) {
    if ("trouble" in line) {
      troubles.push(line.trouble);
    } else {
      try {
        cases.push(caseOf(line.alert, readIndicators));
      } catch (error) {
        troubles.push(troubleOf(error));
      }
    }
    if (cases.length >= mostCases) {
      yield { cases, troubles };
      [cases, troubles] = [[], []];
    }
  }
  if (cases.length > 0 || troubles.length > 0) {
    yield { cases, troubles };
  }
}
