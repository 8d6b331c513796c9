import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { renderReportIndex } from "../report/index-page.ts";
import { renderReport } from "../report/report.ts";
import type { Run } from "./run.ts";

/**
 * Writes a run's report and its record into a folder, which is made where it is not there.
 *
 * @returns the report's path
 */
export async function writeReport(run: Run, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const name = join(folder, run.scenario.name);
  await writeFile(`${name}.json`, `${JSON.stringify(run, null, 2)}\n`);
  await writeFile(`${name}.html`, renderReport(run));
  return `${name}.html`;
}

/**
 * Writes the page that leads to the reports of several runs.
 *
 * @returns its path
 */
export async function writeReportIndex(runs: readonly Run[], folder: string): Promise<string> {
  const file = join(folder, "index.html");
  await writeFile(file, renderReportIndex(runs.map((run) => ({ run, file: `${run.scenario.name}.html` }))));
  return file;
}
