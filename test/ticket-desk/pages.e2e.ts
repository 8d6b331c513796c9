import { once } from "node:events";
import type { AddressInfo } from "node:net";
import test from "ava";
import type { Browser } from "playwright-core";
import { ticketDesk } from "../../ticket-desk/server.ts";
import { TicketStore } from "../../ticket-desk/ticket-store.ts";
import { accessibilityProblems, openBrowser, openPage, overflow } from "../helpers/browser.ts";
import { hostile, match, notification } from "./support.ts";

const store = new TicketStore(":memory:", {
  graylog: "https://graylog.example.org",
  place: "github lab/soc",
});
store.take(match(1));
store.take(notification({ ...hostile, indicator: `${hostile.indicator}${"x".repeat(500)}` }));
store.noteTold(1, { id: "#7", url: "https://github.com/lab/soc/issues/7" }, 1);
store.noteFailure(2, "POST /repos/lab/soc/issues answered 502: Bad Gateway.", Date.now(), false);
const server = ticketDesk(store, "secret").listen(0, "127.0.0.1");
let browser: Browser;
test.before(async () => {
  await Promise.all([
    server.listening || once(server, "listening"),
    openBrowser().then((one) => (browser = one)),
  ]);
});
test.after.always(async () => {
  await browser.close();
  server.close();
  server.closeAllConnections();
  store.close();
});

for (const [name, viewport, colorScheme] of [
  ["a desk", { width: 1_280, height: 800 }, "light"],
  ["a phone in the dark", { width: 390, height: 844 }, "dark"],
] as const) {
  test(`on ${name} the list and a ticket are read by everybody, and nothing in them runs`, async (t) => {
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const options = { viewport, colorScheme, httpCredentials: { username: "anyone", password: "secret" } };
    for (const path of ["/tickets", "/tickets/1", "/tickets/2"]) {
      const { page, complaints } = await openPage(t, browser, base + path, options);
      t.regex(await page.title(), /^Ticket/);
      t.deepEqual(await accessibilityProblems(page), [], path);
      t.is(await overflow(page), 0, path);
      t.deepEqual(
        complaints.filter((text) => !/favicon|401/.test(text)),
        [],
        path,
      );
    }
  });
}
