import AxeBuilder from "axe-core";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import type { ExecutionContext } from "ava";
import { getChromium } from "../../engine/chromium.ts";
import { openContext } from "../../engine/context.ts";

/** Opens a real Chromium for the tests of a file; whoever opens it closes it. */
export async function openBrowser(): Promise<Browser> {
  const { path } = await getChromium(await openContext(), () => undefined);
  // Chromium's own sandbox does not work as root, which the tests may run as; the pages are the project's own.
  return chromium.launch({ executablePath: path, chromiumSandbox: false });
}

/** A page, and whatever it complained of: errors of scripts, of its policy, and requests that failed. */
export interface Watched {
  readonly page: Page;
  readonly complaints: readonly string[];
  /** Addresses that were asked for, the page itself first. */
  readonly requests: readonly string[];
}

/** Opens an address in a window of its own, closed when the test ends. */
export async function openPage(
  t: ExecutionContext,
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Watched> {
  const context = await browser.newContext(options);
  t.teardown(() => context.close());
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) {
      complaints.push(message.text());
    }
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("requestfailed", (request) => complaints.push(`${request.url()} failed`));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(url);
  return { page, complaints, requests };
}

/** What axe-core finds that keeps people from using a page: each rule, and where. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(AxeBuilder.source);
  const { violations, passes } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run: () => Promise<AxeBuilder.AxeResults> } }).axe.run(),
  );
  if (passes.length === 0) {
    throw new Error("axe-core has examined nothing.");
  }
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

/** Pixels by which a page is wider than its window. */
export async function overflow(page: Page): Promise<number> {
  return Number(
    await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"),
  );
}
