import type { Run } from "../demo/run.ts";
import { hopStories } from "../pages/hops.ts";
import { renderPage } from "../pages/page.ts";
import { span, timeOfDay } from "../pages/times.ts";
import { timeline } from "./timeline.ts";

/** A run, and the name of its report's file beside the page. */
export interface ReportedRun {
  readonly run: Run;
  readonly file: string;
}

/** One page that leads to the reports of several runs, and shows at a glance what each came to. */
export function renderReportIndex(reported: readonly ReportedRun[]): string {
  const runs = reported.map(({ run }) => run);
  const failed = runs.filter(({ verdict }) => verdict === "failed").map(({ scenario }) => scenario.name);
  const [first] = runs;
  const values = {
    count: runs.length,
    passed: failed.length === 0,
    summary:
      failed.length === 0
        ? runs.length === 1
          ? "The scenario was as it must be."
          : `All ${runs.length} scenarios were as they must be.`
        : `${failed.length} of ${runs.length} scenarios failed: ${failed.join(", ")}.`,
    stack: first?.stack ?? "",
    standIns: first?.profile === "rehearsal",
    began: first && timeOfDay(first.started),
    took: span(runs.reduce((sum, run) => sum + Date.parse(run.ended) - Date.parse(run.started), 0)),
    runs: reported.map(runView),
  };
  return renderPage({ title: "Reports · wazuh-misp-lab", name: "reports", styles: ["report"], values }).html;
}

function runView({ run, file }: ReportedRun): Record<string, unknown> {
  const { scenario, verdict, summary, followed } = run;
  return {
    file: encodeURIComponent(file),
    name: scenario.name,
    title: scenario.title,
    techniques: scenario.techniques.map(({ id }) => id),
    passed: verdict === "passed",
    summary,
    took: span(Date.parse(run.ended) - Date.parse(run.started)),
    followed: followed.map((alert) => ({
      title: alert.title,
      total: timeline(alert).total,
      passed: alert.hops.filter(({ time }) => time !== undefined).length,
      of: alert.hops.length,
      hops: alert.hops.map(({ hop, state }) => ({ hop, state, by: hopStories[hop].by })),
    })),
  };
}
