/** A call by integratord: from the alert file to the enriched events. */
import { readAlerts } from "./alert/read.ts";
import { readCases } from "./call/case.ts";
import { returnSummaries } from "./call/delivery.ts";
import { Means } from "./call/means.ts";
import { runPart } from "./call/part.ts";
import { Recorder } from "./call/recorder.ts";
import { queueTrouble, tell } from "./call/tell.ts";
import { type TroubleKind, troubleOf } from "./errors.ts";
import { type Source, sourceOf, unknownAlert } from "./event/source.ts";
import { indicatorReader } from "./indicators/extract.ts";
import { Outbox } from "./queue/outbox.ts";
import { type Call, parseCall } from "./settings/arguments.ts";
import { takeOverdue } from "./store/repetitions.ts";
import { queueSocket, settingsOf, spoolFolder } from "./settings/settings.ts";

/** Trouble for which the call itself is to blame: it ends with 1, and integratord logs it. */
const wrongCall: ReadonlySet<TroubleKind> = new Set(["usage", "options", "alert", "key", "internal"]);

/** The first alert of the file, as far as an event of trouble tells of it. */
const firstSource = (alertFile: string): Source => {
  try {
    for (const line of readAlerts(alertFile)) {
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
      await returnSummaries(outbox, means.withStore((store) => takeOverdue(store, means.now)) ?? []);
    }
    await runPart(cases, means, recorder, outbox);
  }
};

/** @returns the exit code */
export const run = async (args: readonly string[], base: string): Promise<number> => {
  const recorder = new Recorder();
  const outbox = new Outbox(queueSocket(base), spoolFolder(base));
  let means: Means | undefined;
  recorder.drained = await outbox.drain();
  try {
    const call = parseCall(args);
    means = new Means(settingsOf(call, base), (error) => {
      recorder.storeFailed(error);
    });
    await runAlerts(call, means, recorder, outbox);
  } catch (error) {
    recorder.failed(troubleOf(error));
  }
  const { results, troubles } = recorder;
  if (results.first === undefined) {
    results.add({ source: firstSource(args[0] ?? ""), indicators: [], matched: 0, outcome: "failed" });
  }
  const source = results.first?.source ?? { alert_id: unknownAlert };
  for (const trouble of troubles.values()) {
    await tell(trouble, source, means, outbox);
  }
  if (outbox.problem !== undefined) {
    const trouble = queueTrouble(outbox.problem);
    recorder.failed(trouble);
    await tell(trouble, source, means, outbox);
  }
  await means?.tidyUp();
  await recorder.write(base, means?.requests ?? 0);
  await means?.sendSightings();
  return exitCode(recorder);
};

/** 1 where the call was wrong and came to nothing, or where an event was lost; what is wrong goes to the log. */
const exitCode = ({ results, troubles }: Recorder): number => {
  const blame = [...troubles.values()].find(({ kind }) => wrongCall.has(kind));
  if (blame !== undefined && results.failed) {
    process.stderr.write(`custom-misp: ${blame.message}\n`);
    return 1;
  }
  if (results.has("lost")) {
    process.stderr.write(
      "custom-misp: An event could neither be sent to Wazuh's queue nor kept: it is lost.\n",
    );
    return 1;
  }
  return 0;
};
