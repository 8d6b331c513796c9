import test, { type ExecutionContext } from "ava";
import type { Browser } from "playwright-core";
import { classUpdate, renderClassPortal } from "../../../lab/portal/class-page.ts";
import { portalUpdate, renderPortal } from "../../../lab/portal/page.ts";
import { servePortal } from "../../../lab/portal/server.ts";
import type { PortalState } from "../../../lab/portal/state.ts";
import {
  accessibilityProblems,
  openBrowser,
  openPage,
  overflow,
  type Watched,
} from "../../helpers/browser.ts";
import { hostile } from "../report/sample.ts";
import { classState } from "./class-sample.ts";
import { stateWith, wellState } from "./sample.ts";

let browser: Browser;
test.before(async () => {
  browser = await openBrowser();
});
test.after.always(() => browser.close());

interface Served extends Watched {
  /** Lets the lab be in another state from now on. */
  readonly become: (state: PortalState) => void;
  readonly stop: () => Promise<void>;
}

async function openPortal(
  t: ExecutionContext,
  state: PortalState = wellState,
  options: Parameters<typeof openPage>[3] = {},
): Promise<Served> {
  let now = state;
  const { url, close } = await servePortal(
    {
      page: () => Promise.resolve(renderPortal(now, true)),
      update: () => Promise.resolve(portalUpdate(now)),
    },
    0,
  );
  t.teardown(close);
  const watched = await openPage(t, browser, url, options);
  return { ...watched, become: (next) => (now = next), stop: close };
}

const windows = { phone: { width: 375, height: 812 }, desk: { width: 1440, height: 900 } };

for (const [name, viewport] of Object.entries(windows)) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`the portal in a ${colorScheme} window of a ${name} fits it, has no error, and can be used by everyone`, async (t) => {
      const failing = stateWith({
        graylog: { state: "failed", detail: "is exited, exit code 137" },
        misp: { state: "waiting", detail: "GET /servers/getVersion answered 500" },
      });
      for (const state of [wellState, failing]) {
        const { page, complaints, requests } = await openPortal(t, state, { viewport, colorScheme });
        t.is(await overflow(page), 0);
        t.deepEqual(await accessibilityProblems(page), []);
        t.deepEqual(complaints, []);
        t.deepEqual(
          requests.filter((url) => !/^(data:|http:\/\/localhost:\d+\/(state\.json)?$)/.test(url)),
          [],
        );
      }
    });
  }
}

for (const [name, viewport] of Object.entries(windows)) {
  test(`the portal of a class on a ${name} fits it, has no error, can be used by everyone, and changes with the class`, async (t) => {
    let now = classState;
    const { url, close } = await servePortal(
      {
        page: () => Promise.resolve(renderClassPortal(now, true)),
        update: () => Promise.resolve(classUpdate(now)),
      },
      0,
    );
    t.teardown(close);
    const { page, complaints } = await openPage(t, browser, url, { viewport });
    t.is(await overflow(page), 0);
    t.deepEqual(await accessibilityProblems(page), []);
    t.is(await page.locator(".tile").count(), 6);
    t.true(await page.getByRole("link", { name: "Graylog of s01" }).isVisible());
    const [common, ada] = classState.labs;
    now = { ...classState, labs: [common!, { ...ada!, name: hostile, state: "failed", detail: hostile }] };
    await page.locator(".tile").getByText("evil[U+202E]gpj.exe[U+200B]").first().waitFor();
    t.is(await page.getByRole("status").innerText(), "0 of 1 labs are ready; failed: s01");
    t.is(await overflow(page), 0);
    t.deepEqual(complaints, []);
  });
}

test("the portal changes with the lab without a reload, and says what changed", async (t) => {
  const { page, become, complaints } = await openPortal(t);
  await page.evaluate("window.sameDocument = true");
  t.is(await page.getByRole("status").innerText(), "All 14 systems are ready");
  become(stateWith({ graylog: { state: "failed", detail: "is exited, exit code 137" } }));
  await page.getByRole("cell", { name: "is exited, exit code 137" }).waitFor();
  t.is(await page.getByRole("status").innerText(), "Graylog has failed");
  t.true(await page.getByRole("link", { name: /^Graylog failed/ }).isVisible());
  t.true(await page.evaluate("window.sameDocument"));
  t.deepEqual(complaints, []);
});

test("a button that has the focus keeps it when its part of the page changes", async (t) => {
  const { page, become } = await openPortal(t);
  const button = page.getByRole("button", { name: "Copy its trace: the command for alert 1795850796.2781" });
  await button.focus();
  const [first, ...others] = wellState.recent.alerts;
  become({ ...wellState, recent: { troubles: [], alerts: [{ ...first!, agent: "another" }, ...others] } });
  await page.getByText("another, rule 5715").waitFor();
  t.is(await page.evaluate("document.activeElement.id"), "trace-1795850796.2781");
});

test("a command is copied with the keyboard, and the page says so", async (t) => {
  const { page } = await openPortal(t, wellState, { permissions: ["clipboard-read", "clipboard-write"] });
  await page.getByRole("button", { name: "Copy the command of dns" }).focus();
  await page.keyboard.press("Enter");
  await page
    .getByRole("status")
    .getByText("Copied: npm run lab -- demo dns -s class")
    .waitFor({ state: "attached" });
  t.is(await page.evaluate("navigator.clipboard.readText()"), "npm run lab -- demo dns -s class");
});

test("a portal that is no longer served says that it is out of date", async (t) => {
  const { page, stop } = await openPortal(t);
  await stop();
  await page.getByText("The portal does not answer any more").waitFor();
  t.true(await page.locator("body.stale").isVisible());
});

test("every link of the portal leads to a system of the lab, and the keyboard reaches them all", async (t) => {
  const { page } = await openPortal(t);
  const hrefs = await page.evaluate<string[]>(
    "[...document.querySelectorAll('a')].map((a) => a.getAttribute('href'))",
  );
  const addresses = (list: readonly string[]): string[] =>
    [...new Set(list.map((href) => new URL(href).href))].sort();
  t.deepEqual(addresses(hrefs), addresses(Object.values(wellState.lab.urls)));
  const reached = new Set<string>();
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press("Tab");
    const href = await page.evaluate("document.activeElement?.getAttribute('href') ?? ''");
    reached.add(String(href));
  }
  t.deepEqual(
    [...new Set(hrefs)].filter((href) => !reached.has(href)),
    [],
  );
});

test("what other systems say stays text in the portal, also when it comes later", async (t) => {
  const { page, become, complaints } = await openPortal(t, wellState, { viewport: windows.phone });
  const [alert] = wellState.recent.alerts;
  become({
    ...stateWith({ misp: { state: "failed", detail: hostile } }),
    recent: {
      troubles: [hostile],
      alerts: [
        { ...alert!, agent: hostile, indicators: [hostile], rule: { ...alert!.rule, description: hostile } },
      ],
    },
  });
  await page.locator(".trouble").getByText("evil[U+202E]gpj.exe[U+200B]").waitFor();
  t.is(await page.title(), "class · wazuh-misp-lab");
  t.is(await page.locator("main script, img, iframe").count(), 0);
  t.is(await overflow(page), 0);
  t.deepEqual(complaints, []);
});
