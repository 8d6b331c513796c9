import test, { type ExecutionContext } from "ava";
import { adapterOf } from "../../ticket-desk/adapters/adapters.ts";
import { Forwarder, referenceOf } from "../../ticket-desk/forwarder.ts";
import { TicketStore } from "../../ticket-desk/ticket-store.ts";
import { until } from "../helpers/until.ts";
import { databasePath, match, notification } from "./support.ts";
import { gitHub, type Kept, type Vendor } from "./vendor.ts";

/** A desk whose tickets go to GitHub; it can be stopped and begun again on the same database. */
async function start(
  t: ExecutionContext,
  { firstDelay = 5, gracePeriod = 0 }: { firstDelay?: number; gracePeriod?: number } = {},
) {
  const issues: Kept[] = [];
  const vendor = await gitHub(issues).start(t);
  const path = databasePath(t);
  const said: string[] = [];
  const begin = (repository = "lab/soc") => {
    const adapter = adapterOf({
      adapter: "github",
      url: vendor.url,
      token: "secret-token",
      repository,
      labels: [],
    })!;
    const store = new TicketStore(path, { place: adapter.place });
    const forwarder = new Forwarder(store, adapter, {
      lab: "full",
      graylog: "",
      say: (line) => said.push(line),
      gracePeriod,
      firstDelay,
      longestDelay: 50,
    });
    forwarder.wake();
    let stopped: Promise<void> | undefined;
    const stop = () => (stopped ??= forwarder.stop().finally(() => store.close()));
    t.teardown(stop);
    return {
      store,
      stop,
      look: () => forwarder.lookForClosed(),
      take: (...all: ReturnType<typeof notification>[]) => {
        all.forEach((one) => store.take(one));
        forwarder.wake();
      },
      /** Waits until the ticket system knows of everything. */
      told: () => until(() => store.all().every(({ state }) => state === "sent"), 60),
    };
  };
  return { issues, vendor, said, begin };
}

const posts = ({ asked }: Vendor): string[] =>
  asked.filter(({ method }) => method === "POST").map(({ path }) => path);

test("a ticket is told once, and repeats are one comment", async (t) => {
  const { issues, begin } = await start(t);
  const desk = begin();
  desk.take(match(1));
  await desk.told();
  desk.take(match(2), match(3), match(2));
  await desk.told();
  t.is(issues.length, 1);
  t.is(issues[0]!.comments.length, 1);
  t.regex(issues[0]!.comments[0]!, /2 times, 3 in all/);
  const [ticket] = desk.store.all();
  t.like(ticket, {
    count: 3,
    state: "sent",
    external: { id: "#1", url: "https://github.com/lab/soc/issues/1" },
  });
});

test("a ticket whose answer was lost is not opened twice", async (t) => {
  const { issues, vendor, begin } = await start(t);
  vendor.fail("POST", /issues$/, "lost answer");
  const desk = begin();
  desk.take(match(1));
  await desk.told();
  t.is(issues.length, 1);
  t.is(desk.store.all()[0]!.external?.id, "#1");
  t.deepEqual(issues[0]!.comments, []);
});

test("a comment whose answer was lost is not made twice, also after a restart and with more to tell", async (t) => {
  const { issues, vendor, begin } = await start(t, { firstDelay: 2_000 });
  const first = begin();
  first.take(match(1));
  await first.told();
  vendor.fail("POST", /comments$/, "lost answer");
  first.take(match(2));
  await until(() => first.store.all()[0]!.state === "failing");
  await first.stop();
  t.is(issues[0]!.comments.length, 1);

  const second = begin();
  second.take(match(3));
  await second.told();
  t.is(issues[0]!.comments.length, 2);
  t.regex(issues[0]!.comments[1]!, /1 times, 3 in all/);
});

for (const [name, fault] of [
  ["an error of the server", [502, { message: "Bad Gateway" }]],
  ["a connection that breaks off", "no answer"],
] as const) {
  test(`${name} is tried again until it works`, async (t) => {
    const { issues, vendor, said, begin } = await start(t);
    vendor.fail("POST", /issues$/, fault, fault, fault);
    const desk = begin();
    desk.take(match(1));
    await desk.told();
    t.is(issues.length, 1);
    t.is(said.filter((line) => line.includes("and again in")).length, 3);
  });
}

test("a system that wants to be left alone is left alone, by every ticket and over a restart", async (t) => {
  const { vendor, begin } = await start(t);
  vendor.fail("POST", /issues$/, [429, { message: "slow down" }, { "Retry-After": "3600" }]);
  const first = begin();
  first.take(match(1));
  await until(() => first.store.all()[0]!.state === "failing");
  first.take(match(2, { agent: "web01" }));
  await until(() => first.store.all().length === 2);
  await first.stop();
  const asked = vendor.asked.length;
  const second = begin();
  const next = Date.parse(second.store.all().find(({ id }) => id === 1)!.next_attempt!);
  t.true(next > Date.now() + 3_500_000, new Date(next).toISOString());
  second.take(match(3));
  await second.stop();
  t.is(
    vendor.asked
      .slice(asked)
      .filter(({ query }) => query.get("labels") === referenceOf("full", "iabg.de", "win10")).length,
    0,
  );
});

test("the end of GitHub's window is waited for when nothing is left of it", async (t) => {
  const { vendor, begin } = await start(t);
  const reset = Math.ceil(Date.now() / 1_000) + 1_800;
  vendor.fail("GET", /issues$/, [
    403,
    { message: "API rate limit exceeded" },
    { "x-ratelimit-remaining": "0", "x-ratelimit-reset": `${reset}` },
  ]);
  const desk = begin();
  desk.take(match(1));
  await until(() => desk.store.all()[0]!.state === "failing");
  const next = Date.parse(desk.store.all()[0]!.next_attempt!);
  t.true(Math.abs(next - reset * 1_000) < 10_000, new Date(next).toISOString());
  t.regex(desk.store.all()[0]!.error!, /left alone for a while/);
});

test("one ticket that is refused does not hold up the others, and is told with the reason", async (t) => {
  const { issues, vendor, begin } = await start(t);
  const refused = [422, { message: "Validation Failed" }] as const;
  vendor.fail("POST", /issues$/, ...Array.from({ length: 6 }, () => refused));
  const desk = begin();
  desk.take(match(1));
  await until(() => desk.store.all()[0]!.state === "failing");
  desk.take(match(2, { agent: "web01" }));
  t.regex(desk.store.all().find(({ id }) => id === 1)!.error!, /answered 422: .*Validation Failed/);
  await desk.told();
  t.is(issues.length, 2);
});

test("a ticket that somebody deleted is opened anew", async (t) => {
  const { issues, begin } = await start(t);
  const desk = begin();
  desk.take(match(1));
  await desk.told();
  issues.length = 0;
  desk.take(match(2));
  await desk.told();
  t.is(issues.length, 1);
  t.regex(issues[0]!.text, /1\.1, 2\.1/, "with everything that it stands for");
});

test("a desk that lost its list joins the tickets that are there", async (t) => {
  const { issues, begin } = await start(t);
  const desk = begin();
  desk.take(match(1));
  await desk.told();
  const other = await start(t);
  other.issues.push(...issues);
  const fresh = other.begin();
  fresh.take(match(2));
  await fresh.told();
  t.is(other.issues.length, 1);
  t.is(other.issues[0]!.comments.length, 1);
});

test("tickets of another place are left there, and opened here when they are seen again", async (t) => {
  const { issues, begin } = await start(t);
  const there = begin("lab/elsewhere");
  await there.stop();
  const first = begin();
  first.take(match(1));
  await first.told();
  await first.stop();
  const elsewhere = begin("lab/elsewhere");
  elsewhere.take(match(2));
  await until(() => elsewhere.store.all()[0]!.state === "failing");
  t.regex(elsewhere.store.all()[0]!.error!, /lab:ticketing\.repository/);
  t.deepEqual(issues[0]!.comments, []);
});

test("two labs have references of their own for the same match, and one lab always the same", (t) => {
  t.is(referenceOf("full", "iabg.de", "win10"), referenceOf("full", "iabg.de", "win10"));
  t.not(referenceOf("full", "iabg.de", "win10"), referenceOf("class", "iabg.de", "win10"));
  t.not(referenceOf("full", "a", "bc"), referenceOf("full", "ab", "c"));
  t.regex(referenceOf("full", "iabg.de", "win10"), /^[a-z0-9-]{1,50}$/);
});

test("requests come one after the other: nobody is flooded", async (t) => {
  const { issues, vendor, begin } = await start(t);
  const desk = begin();
  desk.take(...Array.from({ length: 8 }, (_, number) => match(number, { agent: `host${number}` })));
  await desk.told();
  t.is(issues.length, 8);
  t.is(posts(vendor).length, 8);
});

test("within the grace period a ticket is told of once, and then of all that came in it", async (t) => {
  const { issues, begin } = await start(t, { gracePeriod: 3 });
  const desk = begin();
  const before = Date.now();
  desk.take(match(1));
  await desk.told();
  desk.take(match(2), match(3));
  desk.take(match(4, { agent: "web01" }));
  await until(() => issues.length === 2);
  t.deepEqual(issues[0]!.comments, [], "another ticket is told of at once");
  await desk.told();
  t.true(Date.now() - before >= 3_000);
  t.is(issues[0]!.comments.length, 1);
  t.regex(issues[0]!.comments[0]!, /2 times, 3 in all/);
});

test("tickets that are closed or deleted in the ticket system are closed here, until the same is seen again", async (t) => {
  const { issues, begin } = await start(t);
  const desk = begin();
  desk.take(match(1), match(2, { agent: "web01" }), match(3, { agent: "web02" }));
  await desk.told();
  issues[0]!.closed = true;
  issues.splice(2, 1);
  await desk.look();
  const states = () => desk.store.all().map(({ id, state }) => [id, state]);
  t.deepEqual(states(), [
    [3, "closed"],
    [2, "sent"],
    [1, "closed"],
  ]);
  issues[0]!.closed = false;
  await desk.look();
  t.deepEqual(states().at(-1), [1, "sent"]);
  issues[0]!.closed = true;
  await desk.look();
  desk.take(match(4));
  t.deepEqual(states().at(-1), [1, "waiting"]);
});
