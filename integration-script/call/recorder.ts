/** Keeps what a call does, and writes it to the trace. */
import { messageOf, type Trouble, type TroubleKind } from "../errors.ts";
import type { LookupResult } from "../lookup/lookup.ts";
import { appendText, sizeOf } from "../system/libc.ts";
import { type Phase, type Trace, traceFile, traceLimit } from "../trace.ts";
import { type Result, Tally } from "./result.ts";

/** Indicators that a line names. */
const mostNamed = 20;

const rounded = (milliseconds: number): number => Math.round(milliseconds * 10) / 10;

const subject = ({ source, indicators, matched, outcome, returned }: Result) => ({
  alert_id: source.alert_id,
  rule_id: source.rule_id,
  agent_id: source.agent_id,
  groups: source.rule_groups,
  indicators: indicators.slice(0, mostNamed).map(({ kind, value }) => `${kind}:${value}`),
  matched,
  returned,
  outcome,
});

const summary = ({ alerts, matched, outcome }: Tally) => ({ alerts, indicators: [], matched, outcome });

export class Recorder {
  origin: Trace["origin"];
  drained = 0;
  /** What went wrong, one of each kind. */
  readonly troubles = new Map<TroubleKind, Trouble>();
  storeTrouble: string | undefined;
  /** Alerts of the file. */
  readonly results = new Tally();
  /** Alerts of earlier calls that were looked up with these. */
  readonly postponed = new Tally();
  readonly #milliseconds: Partial<Record<Phase, number>> = { started: rounded(performance.now()) };
  readonly #integrated = new Date(performance.timeOrigin).toISOString();

  mark(phase: Phase): void {
    this.#milliseconds[phase] = rounded(performance.now());
  }

  failed(trouble: Trouble): void {
    if (!this.troubles.has(trouble.kind)) {
      this.troubles.set(trouble.kind, trouble);
    }
  }

  answered({ origin, trouble }: LookupResult): void {
    this.mark("answered");
    this.origin = origin;
    if (trouble !== undefined) {
      this.failed(trouble);
    }
  }

  storeFailed(error: unknown): void {
    this.storeTrouble ??= messageOf(error);
  }

  /** Appends the lines of the call; a trace that cannot be written stops nothing. */
  async write(base: string, requests: number): Promise<void> {
    this.mark("ended");
    const { results, postponed } = this;
    const [trouble] = this.troubles.values();
    const single = results.alerts === 1 ? results.first : undefined;
    const matching = [...(single === undefined ? results.matching : []), ...postponed.matching];
    const call = {
      ...(single === undefined ? summary(results) : subject(single)),
      ...(this.drained > 0 ? { drained: this.drained } : {}),
      error: trouble && {
        kind: trouble.kind,
        message: trouble.message,
        status: trouble.status,
      },
      store: this.storeTrouble,
    };
    const lines = [call, ...matching.map(subject)].map((fields) =>
      JSON.stringify({
        integration: "custom-misp",
        integrated: this.#integrated,
        ...fields,
        origin: this.origin,
        requests,
        milliseconds: this.#milliseconds,
      }),
    );
    const path = `${base}/${traceFile}`;
    try {
      if (sizeOf(path) > traceLimit) {
        const { renameSync } = await import("node:fs");
        renameSync(path, `${path}.1`);
      }
      appendText(path, `${lines.join("\n")}\n`);
    } catch (error) {
      process.stderr.write(`custom-misp: The trace could not be written (${messageOf(error)}).\n`);
    }
  }
}
