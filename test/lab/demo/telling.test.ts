import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import test from "ava";
import { Cast } from "../../../lab/demo/cast.ts";
import type { LiveEndpoints } from "../../../lab/demo/live/live.ts";
import { scenariosOf } from "../../../lab/demo/demo.ts";
import { LabError } from "../../../lab/lab-error.ts";
import { modeOf, type WantedMode } from "../../../lab/demo/mode.ts";
import { waitForKey } from "../../../lab/demo/pause.ts";
import { playScenario } from "../../../lab/demo/play.ts";
import { parseRun } from "../../../lab/demo/run.ts";
import { tee } from "../../../lab/demo/tee.ts";
import { terminalNarrator } from "../../../lab/demo/terminal-narrator.ts";
import { Undo } from "../../../lab/demo/undo.ts";
import { versionsOf } from "../../../lab/demo/versions.ts";
import { wrap } from "../../../lab/demo/wrap.ts";
import { readScenario } from "../../../scenarios/scenario.ts";
import { fakeLab, listener } from "./fake-lab.ts";

const recorded = await readFile(new URL("recorded/dns.json", import.meta.url), "utf8");

test("the sample is a record of a run", (t) => {
  t.is(parseRun(recorded).scenario.name, "dns");
});

test("what is not a record is refused with the places where it is not", (t) => {
  const broken = { ...(JSON.parse(recorded) as object), verdict: "maybe", more: 1 };
  t.throws(() => parseRun(JSON.stringify(broken)), { message: /not the record of a run:.*verdict/s });
});

test("a run reads as a story on a terminal, in lines of a hundred columns at most", async (t) => {
  const lines: string[] = [];
  const { lab } = fakeLab();
  const narrator = terminalNarrator((line) => lines.push(line));
  const mode = { mode: "replay", reason: "there are no endpoints." } as const;
  await playScenario(lab, readScenario("dns"), { mode, narrator, undo: new Undo(), versions: [] });
  const text = lines.join("\n");
  t.true(lines.every((line) => line.length <= 100));
  t.regex(text, /^dns: A look-up of a domain that MISP knows\nA browser on win10 looks up iabg\.de\./);
  t.regex(
    text,
    /Replay: there are no endpoints\.\n\n1\. Chrome on win10 looks up iabg\.de\.\n {3}A look-up is/,
  );
  t.regex(text, /\n {3}✓ ticketed {4}\+ *\d+\.\d\d s {2}evidence of ticketed\n\nAll 9 hops passed/);
  t.regex(text, /Look at\n {2}Wazuh: .*\n {2}Graylog: .* http:\/\/localhost:18002/s);
});

test("what another system wrote cannot move the cursor or change colours", async (t) => {
  const lines: string[] = [];
  const evil = "\u001b[2J\u001b]0;title\u0007";
  const { lab } = fakeLab({
    follow: (_subject, _until, _seconds, onTrace) => {
      const trace = {
        passed: [{ hop: "observed" as const, time: "2026-11-24T07:00:00.000Z", evidence: evil }],
      };
      onTrace?.(trace);
      return Promise.resolve(trace);
    },
  });
  const narrator = terminalNarrator((line) => lines.push(line));
  const mode = { mode: "replay", reason: "there are no endpoints." } as const;
  await playScenario(lab, readScenario("dns"), { mode, narrator, undo: new Undo(), versions: [] });
  t.true(lines.some((line) => line.includes("observed")));
  t.false(lines.some((line) => line.includes("\u001b") || line.includes("\u0007")));
});

test("text is broken between words, and a long word stays whole", (t) => {
  t.deepEqual(wrap("one two three", 7), ["one two", "three"]);
  t.deepEqual(wrap("a 1234567890 b", 5), ["a", "1234567890", "b"]);
});

test("a cast is a header and then each text with its time, as asciinema plays it", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "cast-"));
  t.teardown(() => rm(folder, { recursive: true }));
  const path = join(folder, "dns.cast");
  let now = 1_795_506_876_000;
  const cast = new Cast(path, { width: 100, height: 30, title: "dns", now: () => now });
  now += 1_250;
  cast.write("one\r\n");
  const [header, event, ...more] = (await readFile(path, "utf8"))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
  t.like(header, { version: 2, width: 100, height: 30, timestamp: 1_795_506_876, title: "dns" });
  t.deepEqual(event, [1.25, "o", "one\r\n"]);
  t.deepEqual(more, []);
});

test("a pause ends with a key, and at the end of the input there is none", async (t) => {
  const input = new PassThrough();
  const said: string[] = [];
  const paused = waitForKey((text) => said.push(text), input);
  input.write("x");
  await paused;
  t.deepEqual(said, ["Press a key to go on."]);
  const last = waitForKey((text) => said.push(text), input);
  input.end();
  await last;
  await waitForKey((text) => said.push(text), input);
  t.is(said.length, 2);
});

const endpoint = { id: "001", name: "linux-1", os: "linux" } as const;
const live = {
  endpoints: { linux: endpoint },
  act: () => Promise.resolve({ line: "", text: "" }),
};

test("a scenario is played live where the lab has the endpoint, and by replay otherwise, with the reason", (t) => {
  const mode = (
    name: string,
    profile: "full" | "rehearsal",
    wanted: WantedMode | undefined,
    endpoints: LiveEndpoints | undefined,
  ) => modeOf(readScenario(name), profile, wanted, endpoints);
  const chosen = mode("dns", "full", undefined, live);
  t.is(chosen.mode, "live");
  t.regex(chosen.reason, /what is done on linux-1/);
  t.is(mode("dns", "full", "replay", live).mode, "replay");
  t.regex(mode("dns", "rehearsal", undefined, undefined).reason, /nothing is watched on a rehearsal/);
  t.regex(mode("storm", "full", undefined, live).reason, /cannot be brought about on an endpoint/);
  t.regex(mode("powershell", "full", undefined, live).reason, /no endpoint with windows/);
  t.throws(() => mode("dns", "full", "live", undefined), {
    message: /dns cannot be played live: .*no endpoint/,
  });
});

test("versions say what is a stand-in, and what does not answer is left out", async (t) => {
  const versions = await versionsOf(fakeLab().lab);
  t.deepEqual(
    versions.map(({ name }) => name),
    ["Wazuh", "MISP", "Graylog", "custom-misp", "wazuh-misp-lab", "Docker Engine", "Node"],
  );
  t.like(versions[1], { version: "2.5.1", what: "a stand-in, which speaks as this version" });
  t.is(versions[3]!.version, "0.1.0");
});

test("what was changed is put back once, the last first, although one of it fails", async (t) => {
  const undone: string[] = [];
  const undo = new Undo();
  const early = undo.add("first", () => Promise.resolve(undone.push("first")));
  undo.add("second", () => Promise.reject(new Error("no")));
  undo.add("third", () => Promise.resolve(undone.push("third")));
  await early();
  t.deepEqual(await undo.all(), ["second: no"]);
  t.deepEqual(undone, ["first", "third"]);
  t.deepEqual(await undo.all(), []);
});

test("several narrators hear the same, and the first one alone waits for the viewer", async (t) => {
  const [first, second] = [listener(), listener()];
  const mode = { mode: "replay", reason: "there are no endpoints." } as const;
  await playScenario(fakeLab().lab, readScenario("dns"), {
    mode,
    narrator: tee(first.narrator, second.narrator),
    undo: new Undo(),
    versions: [],
  });
  t.true(first.told.includes("pause"));
  t.deepEqual(
    second.told,
    first.told.filter((line) => line !== "pause"),
  );
});

test("a name that no scenario has is told to the user, with those that there are", (t) => {
  t.throws(() => scenariosOf(["dns", "nope"], false), { instanceOf: LabError, message: /"nope".*dns, hash/ });
  const [storm] = scenariosOf(["storm"], false, 5);
  t.true(storm!.steps.every(({ within }) => within === 5));
  t.is(scenariosOf([], true).length, 10);
});
