// Run inside the lab, in the configurator's container: prints what is known of one alert's way, one line of JSON each
// time that more is known, until it is a ticket or the time is over.
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { collectDetails } from "./details.ts";
import { labSources } from "./sources.ts";
import { trace, type Subject } from "./trace.ts";

const { values } = parseArgs({
  options: {
    alert: { type: "string" },
    text: { type: "string" },
    /** Print everything that there is of the alert, as one line of JSON, instead. */
    details: { type: "boolean", default: false },
    /** Seconds to wait for the last hop. */
    wait: { type: "string", default: "0" },
  },
});

const sources = labSources();
const subject = subjectOf(values);
if (values.details && "alertId" in subject) {
  console.log(JSON.stringify(await collectDetails(sources, subject.alertId)));
} else {
  await follow(subject, Number(values.wait));
}

/** @param patience seconds to wait for the last hop */
async function follow(followed: Subject, patience: number): Promise<void> {
  const end = Date.now() + patience * 1_000;
  let known = -1;
  for (;;) {
    const now = await trace(sources, followed);
    if (now.passed.length > known) {
      known = now.passed.length;
      console.log(JSON.stringify(now));
    }
    if (now.passed.some(({ hop }) => hop === "ticketed") || Date.now() >= end) {
      break;
    }
    await sleep(250);
  }
}

function subjectOf({ alert, text }: { alert?: string; text?: string }): Subject {
  if (alert !== undefined && /^\d+\.\d+$/.test(alert)) {
    return { alertId: alert };
  }
  if (text) {
    return { text };
  }
  console.error("Say which alert: --alert ID, as Wazuh writes it, or --text TEXT that only its event has.");
  process.exit(2);
}
