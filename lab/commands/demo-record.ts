import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { styleText } from "node:util";
import type { DemoRecordOptions } from "../cli/demo.ts";
import { chosenStack } from "../chosen-stack.ts";
import { Cast } from "../demo/cast.ts";
import { playAll, scenariosOf } from "../demo/demo.ts";
import { dockerLab } from "../demo/lab.ts";
import { findEndpoints } from "../demo/live/find-endpoints.ts";
import { Pictures } from "../demo/pictures.ts";
import { putBackOnSignals } from "../demo/signals.ts";
import { tee } from "../demo/tee.ts";
import { terminalNarrator } from "../demo/terminal-narrator.ts";
import { Undo } from "../demo/undo.ts";
import { writeReport } from "../demo/write-report.ts";
import { portalLab, readState } from "../portal/state.ts";
import { renderPortal } from "../portal/page.ts";
import { renderReport } from "../report/report.ts";
import { openLab } from "../session.ts";

/** What the recorded terminal has: as much as a lesson's screen shows well. */
const terminal = { width: 110, height: 36 };

/** `lab demo record`: plays a scenario and keeps it: a cast, its report and record, and pictures where they are wanted. */
export async function record(name: string, options: DemoRecordOptions): Promise<void> {
  const { folder, pictures: wanted, live, replay } = options;
  const scenarios = scenariosOf([name], false);
  const stack = await chosenStack(options.stack);
  const lab = await openLab(stack);
  await mkdir(folder, { recursive: true });
  const undo = putBackOnSignals(new Undo());
  const castFile = join(folder, `${name}.cast`);
  const title = `wazuh-misp-lab: ${scenarios[0]!.title}`;
  const cast = new Cast(castFile, { ...terminal, title, now: () => Date.now() });
  cast.write(`$ npm run lab -- demo ${name} --stack ${stack}\r\n`);
  const recording = terminalNarrator(
    (line) => cast.write(`${line}\r\n`),
    undefined,
    // A recording has colours, whatever this terminal has.
    (format, text) => styleText(format, text, { validateStream: false }),
  );
  const shown = portalLab(stack, lab.outputs);
  const portal = async (): Promise<string> => renderPortal(await readState(lab.docker, shown), false).html;
  const pictures = wanted
    ? await Pictures.open(folder, lab.context, (detail) => lab.report.notice(detail))
    : undefined;
  const telling = terminalNarrator((line) => console.log(line));
  const narrator = tee(telling, recording, ...(pictures ? [pictures.atEachHop(name, portal)] : []));
  const endpoints = replay ? undefined : await findEndpoints(lab.docker, stack, lab.outputs, undo);
  const [run] = await playAll(dockerLab(stack, lab.docker, lab.outputs), scenarios, {
    narrator,
    undo,
    live: endpoints,
    wanted: live ? "live" : replay ? "replay" : undefined,
  });
  const report = await writeReport(run!, folder);
  pictures?.take(`${name}-report`, () => Promise.resolve(renderReport(run!)));
  const taken = (await pictures?.close()) ?? [];
  console.log([`The recording is ${castFile}, the report is ${report}.`, ...taken].join("\n"));
  process.exitCode = run!.verdict === "passed" ? 0 : 1;
}
