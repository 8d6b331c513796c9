import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import test from "ava";
import { runStep } from "../../engine/environment.ts";
import { duration, openReport, type StepReport } from "../../engine/report.ts";

function makeStream(isTTY: boolean): { stream: NodeJS.WriteStream; written: () => string } {
  let text = "";
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 100, rows: 30 });
  stream.on("data", (data: Buffer) => (text += data.toString()));
  return { stream: stream as unknown as NodeJS.WriteStream, written: () => text };
}

test("a log gets a line when a step says what it does, and one with the time when it ends", (t) => {
  const { stream, written } = makeStream(false);
  const { step, notice } = openReport(stream);
  step({ step: "Pulumi engine", state: "started" });
  step({ step: "Pulumi engine", state: "started", detail: "building it" });
  step({ step: "Pulumi engine", state: "started", detail: "building it" });
  step({ step: "Docker", state: "failed", milliseconds: 1_500 });
  step({
    step: "Pulumi engine",
    state: "done",
    milliseconds: 170_000,
    detail: "3.259.0 (built from Go modules)",
  });
  notice("Stand-ins are used.");
  t.is(
    written(),
    "… Pulumi engine: building it\n" +
      "✗ Docker  1.5 s\n" +
      "✓ Pulumi engine 3.259.0 (built from Go modules)  2 min 50 s\n" +
      "! Stand-ins are used.\n",
  );
});

test("a step that was over at once is not worth a line, unless it failed", (t) => {
  const { stream, written } = makeStream(false);
  const { step } = openReport(stream);
  step({ step: "Docker", state: "done", milliseconds: 20, detail: "20.10.24" });
  step({ step: "Pulumi engine", state: "failed", milliseconds: 20 });
  t.is(written(), "✗ Pulumi engine  0.0 s\n");
});

test("a terminal shows what runs, keeps what has ended, and has its cursor back at the end", (t) => {
  const { stream, written } = makeStream(true);
  const { step } = openReport(stream);
  step({ step: "Pulumi engine", state: "started", detail: "downloading" });
  step({ step: "Docker", state: "started" });
  t.regex(
    stripVTControlCharacters(written()),
    /… Pulumi engine: downloading {2}\d\.\d s\n… Docker {2}\d\.\d s\n/,
  );
  step({ step: "Docker", state: "done", milliseconds: 3_000, detail: "20.10.24" });
  const before = written().length;
  step({ step: "Pulumi engine", state: "done", milliseconds: 9_000, detail: "3.259.0" });
  const lines = stripVTControlCharacters(written()).split("\n");
  t.true(lines.includes("✓ Docker 20.10.24  3.0 s"));
  t.true(lines.includes("✓ Pulumi engine 3.259.0  9.0 s"));
  t.notRegex(stripVTControlCharacters(written().slice(before)), /…/);
});

test("times are told as people tell them", (t) => {
  t.deepEqual([0, 449, 9_949, 10_000, 59_400, 59_600, 170_000].map(duration), [
    "0.0 s",
    "0.4 s",
    "9.9 s",
    "10 s",
    "59 s",
    "1 min 0 s",
    "2 min 50 s",
  ]);
});

test("a step is reported from its beginning to its end, with what it says between", async (t) => {
  const reports: StepReport[] = [];
  const result = await runStep(
    (report) => reports.push(report),
    "Docker",
    (say) => {
      say("starting");
      return Promise.resolve(24);
    },
    (version) => `version ${version}`,
  );
  t.is(result, 24);
  t.like(reports, [
    { step: "Docker", state: "started" },
    { step: "Docker", state: "started", detail: "starting" },
    { step: "Docker", state: "done", detail: "version 24" },
  ]);
  t.true(reports.at(-1)!.milliseconds! >= 0);
});

test("a step that fails is reported and throws", async (t) => {
  const reports: StepReport[] = [];
  const failing = runStep(
    (report) => reports.push(report),
    "Docker",
    () => Promise.reject(new Error("no Docker")),
  );
  await t.throwsAsync(failing, { message: "no Docker" });
  t.is(reports.at(-1)?.state, "failed");
});
