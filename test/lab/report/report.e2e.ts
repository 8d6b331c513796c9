import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import test, { type ExecutionContext } from "ava";
import type { Browser } from "playwright-core";
import type { Run } from "../../../lab/demo/run.ts";
import { renderReportIndex } from "../../../lab/report/index-page.ts";
import { renderReport } from "../../../lab/report/report.ts";
import {
  accessibilityProblems,
  openBrowser,
  openPage,
  overflow,
  type Watched,
} from "../../helpers/browser.ts";
import { hostile, hostileRun, recordedRun } from "./sample.ts";

let browser: Browser;
test.before(async () => {
  browser = await openBrowser();
});
test.after.always(() => browser.close());

const windows = { phone: { width: 375, height: 812 }, desk: { width: 1440, height: 900 } };

const openReport = (t: ExecutionContext, run: Run, options: Parameters<typeof openPage>[3] = {}) =>
  openHtml(t, renderReport(run), options);

async function openHtml(
  t: ExecutionContext,
  html: string,
  options: Parameters<typeof openPage>[3],
): Promise<Watched> {
  const folder = await mkdtemp(join(tmpdir(), "report-"));
  t.teardown(() => rm(folder, { recursive: true }));
  const file = join(folder, "report.html");
  await writeFile(file, html);
  return openPage(t, browser, pathToFileURL(file).href, options);
}

for (const [name, viewport] of Object.entries(windows)) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`a report in a ${colorScheme} window of a ${name} fits it, has no error, and can be read by everyone`, async (t) => {
      const { page, complaints, requests } = await openReport(t, recordedRun(), { viewport, colorScheme });
      t.is(await overflow(page), 0);
      t.deepEqual(await accessibilityProblems(page), []);
      t.deepEqual(complaints, []);
      t.is(requests.filter((url) => !url.startsWith("data:")).length, 1, "only the file itself is asked for");
    });
  }
}

test("a report of two alerts names the parts of each apart", async (t) => {
  const run = recordedRun();
  const [alert] = run.followed;
  const { page } = await openReport(t, {
    ...run,
    followed: [alert!, { ...alert!, title: "the second one" }],
  });
  t.is(await page.getByRole("region", { name: "The way of the alert the second one" }).count(), 1);
  t.deepEqual(await accessibilityProblems(page), []);
});

test("the page of several reports fits a phone and a desk, and can be read by everyone", async (t) => {
  const reported = [
    { run: recordedRun(), file: "dns.html" },
    { run: hostileRun(), file: "hostile.html" },
  ];
  for (const viewport of Object.values(windows)) {
    const { page, complaints } = await openHtml(t, renderReportIndex(reported), { viewport });
    t.is(await overflow(page), 0);
    t.deepEqual(await accessibilityProblems(page), []);
    t.deepEqual(complaints, []);
  }
});

test("a reader of a report finds the nine hops as a list, and its parts as headings", async (t) => {
  const { page } = await openReport(t, recordedRun());
  const hops = page.locator(".hops").getByRole("listitem");
  t.is(await hops.count(), 9);
  t.regex(await hops.first().innerText(), /observed/);
  for (const name of [
    "The way of the alert",
    "What MISP knew",
    "The alert, before and after",
    "In Graylog",
  ]) {
    t.true(await page.getByRole("heading", { name, exact: true }).isVisible(), name);
  }
  t.is(await page.getByRole("heading", { level: 1 }).innerText(), recordedRun().scenario.title);
});

test("every link of a report leads to a page of the web", async (t) => {
  const { page } = await openReport(t, recordedRun());
  const links = await page
    .getByRole("link")
    .evaluateAll((all) => all.map((one) => (one as { href?: string }).href));
  t.true(links.length >= 5);
  t.deepEqual(
    links.filter((href) => !/^https?:\/\//.test(href ?? "")),
    [],
  );
});

test("what is folded in a report opens with the keyboard", async (t) => {
  const { page } = await openReport(t, recordedRun());
  const summary = page.getByText("Graylog’s own fields", { exact: true }).first();
  await summary.focus();
  await page.keyboard.press("Enter");
  t.true(await page.getByText("gl2_message_id").isVisible());
});

test("a hostile indicator runs nothing, is shown whole, and does not make a report too wide", async (t) => {
  const { page, complaints } = await openReport(t, hostileRun(), { viewport: windows.phone });
  t.regex(await page.title(), /report$/);
  t.is(await page.locator("script, img, iframe, object").count(), 0);
  t.is(await page.locator('[href^="javascript:"]').count(), 0);
  t.true((await page.locator(".indicator").innerText()).includes("evil[U+202E]gpj.exe[U+200B]"));
  t.true((await page.locator(".indicator").innerText()).length >= hostile.length);
  t.is(await overflow(page), 0);
  t.deepEqual(await accessibilityProblems(page), []);
  t.deepEqual(complaints, []);
});

test("a printed report is dark letters on white, has both alerts side by side and leaves out what is folded", async (t) => {
  const { page } = await openReport(t, recordedRun(), { colorScheme: "dark" });
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  const channels = (color: string): number[] => color.match(/\d+/g)!.slice(0, 3).map(Number);
  const colors = await page.evaluate(
    "(({ color, backgroundColor }) => [color, backgroundColor])(getComputedStyle(document.body))",
  );
  const [ink, ground] = colors as [string, string];
  t.true(
    channels(ink).every((channel) => channel < 80),
    ink,
  );
  t.is(ground, "rgba(0, 0, 0, 0)");
  const [before, after] = await Promise.all(
    [".hunk.changed .before", ".hunk.changed .after"].map((side) => page.locator(side).first().boundingBox()),
  );
  t.is(before!.y, after!.y);
  t.true(after!.x >= before!.x + before!.width);
  t.false(await page.getByText("Graylog’s own fields").first().isVisible());
  const pdf = await page.pdf({ format: "A4" });
  const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)!.length;
  t.true(pages >= 2 && pages <= 8, `${pages} pages`);
});
