import { execa } from "execa";
import { fileURLToPath } from "node:url";
import test from "ava";
import { ticketsText, ticketText } from "../../lab/commands/tickets.ts";
import { TicketStore } from "../../ticket-desk/ticket-store.ts";
import { body, hostile, match, notification } from "../ticket-desk/support.ts";

const lab = (...parameters: string[]) =>
  execa(process.execPath, [fileURLToPath(new URL("../../lab/main.ts", import.meta.url)), ...parameters], {
    reject: false,
  });

function storeWith(...all: ReturnType<typeof notification>[]): TicketStore {
  const store = new TicketStore(":memory:", {
    graylog: "https://graylog.example.org",
    place: "github lab/soc",
  });
  all.forEach((one) => store.take(one, new Date("2026-11-24T08:00:00.000Z")));
  return store;
}

test("each ticket is a line: when, what, where, how often, and how far the ticket system knows of it", (t) => {
  const store = storeWith(match(1), match(2), match(3, { agent: "web01" }));
  store.noteTold(1, { id: "#7", url: "https://github.com/lab/soc/issues/7" }, 2);
  store.noteFailure(
    2,
    "POST /repos/lab/soc/issues answered 502: Bad Gateway.",
    Date.parse("2026-11-24T08:10:00.000Z"),
    false,
  );
  const lines = ticketsText(store.all()).split("\n");
  t.regex(lines[1]!, /^2 +2026-11-24 08:00:00 +MISP match: high +iabg\.de +web01 +1 +failing$/);
  t.regex(
    lines[2]!,
    /^1 +2026-11-24 08:00:00 .+ iabg\.de +win10 +2 +sent +https:\/\/github\.com\/lab\/soc\/issues\/7$/,
  );
  t.deepEqual(lines.slice(-2), [
    "POST /repos/lab/soc/issues answered 502: Bad Gateway.",
    "It is tried again at 2026-11-24 08:10:00.",
  ]);
  store.close();
});

test("no ticket is said to be none", (t) => {
  t.is(ticketsText([]), "There are no tickets.");
});

test("one ticket is shown with its links, its rule, its matches and its alert", (t) => {
  const store = storeWith(notification(), match(2));
  const text = ticketText(store.find(1)!);
  for (const shown of [
    "Ticket 1: MISP match: high",
    "iabg.de (domain)",
    "https://graylog.example.org/search?q=",
    "https://misp/events/view/1",
    "100622, level 12: MISP: iabg.de",
    "it@example.org",
    "Matches: 2",
    `alert ${body.alert_id}`,
    '"description": "MISP: iabg.de of win10 is known: Lab"',
  ]) {
    t.true(text.includes(shown), shown);
  }
  store.close();
});

test("nothing in a ticket moves the cursor of a terminal", (t) => {
  const escapes = `\u001b[2J\u009b31m\u0007`;
  const store = storeWith(
    notification({ ...hostile, indicator: `${escapes}${hostile.indicator}`, alert: `{"a":"${escapes}"}` }),
  );
  const texts = [ticketsText(store.all()), ticketText(store.find(1)!)].join("\n");
  // eslint-disable-next-line no-control-regex
  t.notRegex(texts, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  t.is(ticketsText(store.all()).split("\n").length, 2);
  store.close();
});

test("what is no ticket's number is refused, and the lab that is meant is named", async (t) => {
  const { exitCode, stderr } = await lab("tickets", "show", "1; ls", "--stack", "nowhere");
  t.is(exitCode, 1);
  t.regex(stderr, /"1; ls" is not a ticket's number: `npm run lab -- tickets` lists them\./);
});

test("the command tells what it can", async (t) => {
  const { stdout, exitCode } = await lab("tickets", "--help");
  t.is(exitCode, 0);
  t.regex(stdout, /--stack <name>[\s\S]*--json[\s\S]*--open[\s\S]*show <ticket>/);
  t.is((await lab("tickets", "--nonsense")).exitCode, 2);
});
