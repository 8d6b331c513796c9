import type { FollowedAlert, RunHop } from "../demo/run.ts";
import { hopStories } from "../pages/hops.ts";
import { span } from "../pages/times.ts";

/** One hop as a row. */
export interface TimelineRow {
  readonly hop: string;
  readonly by: string;
  readonly state: RunHop["state"];
  /** The state in words. */
  readonly word: string;
  /** What shows that it was passed, or what there is to say of one that was not. */
  readonly evidence: string;
  /** Time since the first hop; empty where it was not passed. */
  readonly at: string;
  /** Time since the hop before; empty where it was not passed, or is the first. */
  readonly took: string;
  readonly bar: Span | undefined;
}

/** A place on the scale, in percent of its width: `12.5%`. */
export interface Span {
  readonly x: string;
  readonly width: string;
}

/** A line that the scale is read by. */
export interface Tick {
  readonly x: string;
  readonly label: string;
}

export interface Timeline {
  readonly rows: readonly TimelineRow[];
  /** From the first hop to the last that was passed; undefined where none was. */
  readonly total: string | undefined;
  readonly ticks: readonly Tick[];
}

/** Percent of the scale that a bar has at least, to be seen. */
const leastWidth = 0.5;

const words: Readonly<Record<RunHop["state"], string>> = {
  passed: "passed",
  missing: "missing",
  "not-expected": "not expected",
  unexpected: "passed, but not expected",
};

/** The nine hops of one alert on one scale, from its first hop to its last. */
export function timeline({ hops }: Pick<FollowedAlert, "hops">): Timeline {
  const times = hops.flatMap(({ time }) => (time === undefined ? [] : [Date.parse(time)]));
  const first = Math.min(...times);
  const whole = Math.max(...times) - first;
  const scale = (milliseconds: number): number => (whole > 0 ? (milliseconds / whole) * 100 : 0);
  // Clocks of a second's and of a millisecond's grain meet here: no hop is passed before the one in front of it.
  let reached = 0;
  const rows = hops.map(({ hop, state, time, evidence }, index) => {
    const { by, means } = hopStories[hop];
    const row = { hop, by, state, word: words[state], evidence: evidence ?? remark(state, means) };
    if (time === undefined) {
      return { ...row, at: "", took: "", bar: undefined };
    }
    const from = reached;
    reached = Math.max(reached, Date.parse(time) - first);
    const width = Math.max(leastWidth, scale(reached - from));
    const bar = { x: percent(Math.min(scale(from), 100 - width)), width: percent(width) };
    return { ...row, at: span(reached), took: index === 0 ? "" : span(reached - from), bar };
  });
  const ticks = tickTimes(whole).map((at) => ({ x: percent(scale(at)), label: tickLabel(at) }));
  return { rows, total: times.length > 0 ? span(whole) : undefined, ticks };
}

const remark = (state: RunHop["state"], means: string): string =>
  state === "not-expected"
    ? "It should not come so far, and did not."
    : `There is no evidence that ${means}.`;

const percent = (value: number): string => `${value.toFixed(2)}%`;

/** Round times, at most six of them, from 0 up to what is to be shown. */
function tickTimes(whole: number): number[] {
  if (!(whole > 0)) {
    return [];
  }
  const rough = whole / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough;
  return Array.from({ length: Math.floor(whole / step) + 1 }, (_, index) => index * step);
}

const tickLabel = (milliseconds: number): string =>
  milliseconds >= 1_000 || milliseconds === 0
    ? `${Number((milliseconds / 1_000).toFixed(1))} s`
    : `${Math.round(milliseconds)} ms`;
