// Run inside the lab, in the configurator's container: prints what is known of one alert's way (--alert, --text), or how
// far all events with a text have come (--tally), one line of JSON each time that more is known, until it is a ticket, or
// the numbers are reached, or the time is over.
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { lastReturned, readCalls } from "./calls.ts";
import { collectDetails } from "./details.ts";
import { findAlert } from "./find.ts";
import { readRecent } from "./recent.ts";
import { hasPassed } from "./has-passed.ts";
import { labSources } from "./sources.ts";
import { countOf, counts, tally, type Counted } from "./tally.ts";
import { trace, type Subject } from "./trace.ts";
import { readVersions } from "./versions.ts";

const { values } = parseArgs({
  options: {
    alert: { type: "string" },
    text: { type: "string" },
    /** With a text: what was before counts for nothing, ISO 8601. */
    since: { type: "string" },
    /** The hop that is waited for. */
    hop: { type: "string", default: "ticketed" },
    /** Print everything that there is of the alert, as one line of JSON, instead. */
    details: { type: "boolean", default: false },
    /** Count what became of all events with the text, instead. */
    tally: { type: "boolean", default: false },
    /** `NAME=NUMBER`, a number of the tally that is waited for. */
    until: { type: "string", multiple: true, default: [] },
    /** Print when an alert with one of these indicators was last returned, instead. */
    seen: { type: "string", multiple: true, default: [] },
    /** Print the last alerts, this many, and how far each got, instead. */
    recent: { type: "string" },
    /** Follow the last alert with this indicator. */
    indicator: { type: "string" },
    /** Follow the last alert that custom-misp was called for. */
    last: { type: "boolean", default: false },
    /** Print the systems' versions, as they tell them, instead. */
    versions: { type: "boolean", default: false },
    /** Seconds to wait. */
    wait: { type: "string", default: "0" },
  },
});

if (values.versions) {
  console.log(JSON.stringify(await readVersions()));
} else if (values.seen.length > 0) {
  const time = lastReturned(values.seen, await readCalls(labSources().logs));
  console.log(JSON.stringify({ time }));
} else if (values.recent !== undefined) {
  console.log(JSON.stringify(await readRecent(labSources(), Number(values.recent))));
} else if (values.indicator !== undefined || values.last) {
  const sources = labSources();
  const alertId = await findAlert(sources, values.indicator);
  console.log(JSON.stringify(alertId === undefined ? { passed: [] } : await trace(sources, { alertId })));
} else {
  const sources = labSources();
  const subject = subjectOf({ alert: values.alert, text: values.text, since: values.since });
  if (values.details && "alertId" in subject) {
    console.log(JSON.stringify(await collectDetails(sources, subject.alertId)));
  } else if (values.tally && "text" in subject) {
    const goals = values.until.map(goalOf);
    await print(
      () => tally(sources, subject.text),
      (now) => goals.every(({ name, number }) => countOf(now, name) >= number),
    );
  } else {
    await print(() => trace(sources, subject), hasPassed(values.hop));
  }
}

/** Prints what is read whenever it is another than before, until it is enough or the time is over. */
async function print<T>(read: () => Promise<T>, isEnough: (value: T) => boolean): Promise<void> {
  const end = Date.now() + Number(values.wait) * 1_000;
  let before = "";
  for (;;) {
    const began = Date.now();
    const value = await read();
    const line = JSON.stringify(value);
    if (line !== before) {
      console.log(line);
      before = line;
    }
    if (isEnough(value) || Date.now() >= end) {
      return;
    }
    // Reading long logs takes time, which what is watched must not lack.
    await sleep(Math.max(250, 2 * (Date.now() - began)));
  }
}

function goalOf(text: string): { name: Counted; number: number } {
  const [, name = "", number = ""] = /^(\w+)=(\d+)$/.exec(text) ?? [];
  const counted = counts.find((one) => one === name);
  if (counted === undefined) {
    return refuse(`Say what to wait for as NAME=NUMBER, with one of ${counts.join(", ")}.`);
  }
  return { name: counted, number: Number(number) };
}

function subjectOf({
  alert,
  text,
  since,
}: Readonly<Record<"alert" | "text" | "since", string | undefined>>): Subject {
  if (alert !== undefined && /^\d+\.\d+$/.test(alert)) {
    return { alertId: alert };
  }
  return text
    ? { text, ...(since !== undefined && { since }) }
    : refuse("Say which alert: --alert ID, as Wazuh writes it, or --text TEXT that only its event has.");
}

function refuse(message: string): never {
  console.error(message);
  process.exit(2);
}
