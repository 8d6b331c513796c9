import test from "ava";
import { hops } from "../../../evidence/hop.ts";
import { causes, likelyCauses, notReadyFor, type Circumstances } from "../../../lab/trace/causes.ts";
import { parts } from "../../../components/sizes.ts";

const containers = Object.fromEntries(parts.map((part) => [part, `lab-mine-${part}`]));
const full: Circumstances = { stack: "mine", profile: "full", containers };
const rehearsal: Circumstances = { ...full, profile: "rehearsal" };
const alertId = "1795506876.19470";

test("every hop has causes, each with a command of the lab or of Docker that can be run as it is", (t) => {
  for (const hop of hops) {
    for (const circumstances of [full, rehearsal]) {
      const likely = likelyCauses(hop, { passed: [], alertId }, circumstances);
      t.true(likely.length > 0, hop);
      for (const { cause, check } of likely) {
        t.regex(check, /^(docker exec|npm run lab --) /, cause);
        t.notRegex(check, /[{}]/, cause);
      }
    }
  }
});

test("what became of the alert at custom-misp leaves the causes that it points to", (t) => {
  const causesOf = (outcome: "no-match" | "postponed") =>
    likelyCauses("matched", { passed: [], alertId, outcome }, full).map(({ cause }) => cause);
  t.deepEqual(causesOf("postponed"), [causes.matched[0]!.cause]);
  t.regex(causesOf("no-match")[0]!, /published and marked for detection/);
});

test("a cause that only the real servers can have is not told of a rehearsal", (t) => {
  const told = (circumstances: Circumstances) =>
    likelyCauses("observed", { passed: [] }, circumstances).length;
  t.is(told(full), 3);
  t.is(told(rehearsal), 2);
});

test("a system that a hop needs and that is not ready is the likeliest cause, and others are none", (t) => {
  const row = (system: string, state: "ready" | "waiting" | "failed", declared = true) => ({
    system,
    state,
    detail: "",
    declared,
  });
  const systems = [
    row("misp", "failed"),
    row("fluent-bit", "failed"),
    row("graylog", "ready"),
    row("graylog-database", "waiting"),
    row("graylog-old", "failed", false),
    row("agent web-1", "failed"),
  ];
  const of = (hop: (typeof hops)[number]) => notReadyFor(hop, systems).map(({ system }) => system);
  t.deepEqual(of("shipped"), ["fluent-bit", "graylog-database"]);
  t.deepEqual(of("matched"), ["misp"]);
  t.deepEqual(of("observed"), ["agent web-1"]);
  t.deepEqual(of("raised"), []);
});

test("every outcome by which custom-misp sends nothing on has a cause", (t) => {
  for (const outcome of ["no-match", "nothing", "own-event", "postponed", "failed"] as const) {
    t.true(
      causes.matched.some(({ outcomes }) => outcomes?.includes(outcome)),
      outcome,
    );
  }
  for (const outcome of ["spooled", "lost", "repeated"] as const) {
    t.true(
      causes.returned.some(({ outcomes }) => outcomes?.includes(outcome)),
      outcome,
    );
  }
});
