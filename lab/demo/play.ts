import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Scenario, ScenarioStep } from "../../scenarios/scenario.ts";
import type { OperatingSystem } from "../../scenarios/telemetry.ts";
import { queuedEvents, withRun, type Endpoint } from "../telemetry/events.ts";
import { goalsOf, judge } from "./checks.ts";
import { describeEvent } from "./describe.ts";
import { followAlert, lookAgain, type Pursuit } from "./follow.ts";
import { inTurn } from "./in-turn.ts";
import type { DemoLab } from "./lab.ts";
import type { LiveEndpoints } from "./live/live.ts";
import type { Narrator } from "./narrator.ts";
import type { FollowedAlert, Run, RunCheck, RunStep, RunVersion } from "./run.ts";
import { seededOf } from "./seeded.ts";
import { summarise } from "./summary.ts";
import type { Undo } from "./undo.ts";

/** Seconds in which custom-misp only counts a repetition: components/wazuh/ossec-conf.ts, `repeat_seconds`. */
const repetitionWindow = 10;

/** How events come about in a run, and why so. */
export interface Mode {
  readonly mode: Run["mode"];
  readonly reason: string;
  /** The endpoints that act where the mode is live. */
  readonly live?: LiveEndpoints;
}

export interface PlayOptions {
  readonly mode: Mode;
  readonly narrator: Narrator;
  readonly undo: Undo;
  readonly versions: readonly RunVersion[];
}

/**
 * Plays a scenario in a lab, step by step, and gives the record of it. A step that fails ends it; what was changed for it
 * is put back in any case.
 */
export async function playScenario(lab: DemoLab, scenario: Scenario, options: PlayOptions): Promise<Run> {
  return new Play(lab, scenario, options).run();
}

class Play {
  readonly #lab: DemoLab;
  readonly #scenario: Scenario;
  readonly #options: PlayOptions;
  /** Begins with a letter, so that it is in no number; it makes the run's events other ones than those of any other. */
  readonly #id = `${"abcdef"[randomBytes(1)[0]! % 6]!}${randomBytes(4).toString("hex").slice(1)}`;
  readonly #endpoints: Endpoints;
  readonly #steps: RunStep[] = [];
  readonly #checks: RunCheck[] = [];
  readonly #waiting: Pursuit[] = [];
  readonly #followed: { pursuit: Pursuit; alert: FollowedAlert }[] = [];
  #events = 0;
  #startMisp: (() => Promise<void>) | undefined;

  constructor(lab: DemoLab, scenario: Scenario, options: PlayOptions) {
    this.#lab = lab;
    this.#options = options;
    this.#endpoints = { ...replayedEndpoints(scenario, this.#id), ...options.mode.live?.endpoints };
    this.#scenario = this.#named(scenario);
  }

  async run(): Promise<Run> {
    const { narrator, mode, undo, versions } = this.#options;
    const seeded = seededOf(this.#scenario);
    const { name, title, story, techniques, lookAt } = this.#scenario;
    const started = new Date().toISOString();
    narrator.scenario(this.#scenario, {
      id: this.#id,
      mode: mode.mode,
      modeReason: mode.reason,
      seeded,
    });
    try {
      await this.#leaveWindow(seeded.map(({ value }) => value));
      for (const step of this.#scenario.steps) {
        await narrator.pause();
        if (!(await this.#step(step))) {
          break;
        }
      }
      await this.#lookAgain();
    } finally {
      for (const failure of await undo.all()) {
        this.#checks.push({ title: "What was changed is as it was", passed: false, detail: failure });
      }
    }
    const followed = this.#followed.map(({ alert }) => alert);
    const run: Run = {
      format: "wazuh-misp-lab run 1",
      id: this.#id,
      scenario: { name, title, story, techniques, lookAt },
      stack: this.#lab.stack,
      profile: this.#lab.profile,
      mode: mode.mode,
      modeReason: mode.reason,
      started,
      ended: new Date().toISOString(),
      seeded,
      steps: this.#steps,
      followed,
      checks: this.#checks,
      ...summarise({ steps: this.#steps, followed, checks: this.#checks }),
      urls: { ...this.#lab.urls },
      versions: [...versions],
    };
    narrator.verdict(run);
    return run;
  }

  /** Puts the endpoints' names and the run's id into everything that is said and sent. */
  #named(scenario: Scenario): Scenario {
    const { windows, linux } = this.#endpoints;
    const text = JSON.stringify(withRun(scenario, this.#id));
    return JSON.parse(
      text.replaceAll("{windows}", windows?.name ?? "Windows").replaceAll("{linux}", linux?.name ?? "Linux"),
    ) as Scenario;
  }

  /** Waits until a match of these indicators is told again rather than counted with one of a moment ago. */
  async #leaveWindow(values: readonly string[]): Promise<void> {
    const seen = values.length > 0 ? await this.#lab.lastSeen(values) : undefined;
    const seconds =
      seen === undefined ? 0 : Math.ceil(seen / 1_000 + repetitionWindow + 1 - Date.now() / 1_000);
    if (seconds > 0) {
      this.#options.narrator.detail(
        `The same was seen a moment ago; for ${seconds} s more custom-misp would only count it.`,
      );
      await sleep(seconds * 1_000);
    }
  }

  /** @returns whether the run can go on */
  async #step(step: ScenarioStep): Promise<boolean> {
    const { what, why } = step;
    const { narrator, mode } = this.#options;
    narrator.step({ what, why });
    const started = new Date().toISOString();
    const details: string[] = [];
    const detail = (line: string): void => {
      details.push(line);
      narrator.detail(line);
    };
    const how = step.replay === undefined ? "lab" : step.live && mode.live ? "live" : "replay";
    const done = (error?: string): void => {
      const ended = new Date().toISOString();
      this.#steps.push({ what, why, how, details, started, ended, ...(error !== undefined && { error }) });
    };
    try {
      await this.#do(step, detail, started);
      await this.#expect(step);
      done();
      return true;
    } catch (error) {
      done((error as Error).message);
      return false;
    }
  }

  async #do(step: ScenarioStep, detail: (line: string) => void, started: string): Promise<void> {
    const { undo } = this.#options;
    if (step.replay) {
      const pursuits = await this.#send(step, detail, started);
      if (step.follow === "later") {
        this.#waiting.push(...pursuits);
      } else {
        await this.#follow(pursuits, step.within);
      }
    } else if (step.misp === "stop") {
      this.#startMisp = undo.add("MISP could not be started again", () => this.#lab.startMisp(step.within));
      await this.#lab.stopMisp();
      detail("its container is stopped");
    } else if (step.misp === "start") {
      await (this.#startMisp?.() ?? this.#lab.startMisp(step.within));
      detail("its container is healthy");
    } else if (step.customMisp === "check") {
      (await this.#untilItSucceeds(step)).forEach(detail);
    } else if (step.indicator) {
      const uuid = await this.#lab.addIndicator(step.indicator);
      undo.add(`The event ${uuid} could not be removed from MISP`, () => this.#lab.removeIndicator(uuid));
      detail(`MISP holds the ${step.indicator.type} ${step.indicator.value} for this run`);
    }
    if (step.follow === "all") {
      await this.#follow(this.#waiting.splice(0), step.within);
    }
  }

  /** Sends a step's events, or acts on the endpoints. @returns the alerts that are to be followed */
  async #send(step: ScenarioStep, detail: (line: string) => void, started: string): Promise<Pursuit[]> {
    const pursuits: Pursuit[] = [];
    const { live } = this.#options.mode;
    if (step.live && live) {
      for (const action of step.live.filter(({ on }) => live.endpoints[on] !== undefined)) {
        const { line, text } = await live.act(action);
        detail(line);
        if (action.follow !== undefined) {
          const endpoint = this.#endpoints[action.on]!;
          const subject = { text, since: started };
          pursuits.push({ title: action.follow, endpoint, subject, until: "ticketed", started });
        }
      }
      return pursuits;
    }
    const now = new Date();
    const all = (step.replay ?? []).map((entry) => {
      const endpoint = this.#endpoints[entry.on]!;
      const events = queuedEvents(entry, { run: this.#id, endpoint, now, first: this.#events + 1 });
      this.#events += events.length;
      detail(describeEvent(entry, endpoint));
      if (entry.follow !== undefined) {
        const subject = { text: events[0]!.mark };
        pursuits.push({ title: entry.follow, endpoint, subject, until: entry.until, started });
      }
      return events;
    });
    await this.#lab.replay(all.flat());
    return pursuits;
  }

  /** Follows alerts at the same time, and tells of one after the other. */
  async #follow(pursuits: readonly Pursuit[], seconds: number): Promise<void> {
    const turns = inTurn(this.#options.narrator, pursuits.length);
    const followed = await Promise.all(
      pursuits.map(async (pursuit, index) => {
        const turn = turns[index]!;
        try {
          return { pursuit, alert: await followAlert(this.#lab, pursuit, seconds, turn.narrator) };
        } finally {
          turn.end();
        }
      }),
    );
    this.#followed.push(...followed);
  }

  /** Counts until what is expected has come true, or it is too late, and tells what did not. */
  async #expect({ expect, customMisp, within }: ScenarioStep): Promise<void> {
    const goals = goalsOf(expect);
    const end = Date.now() + within * 1_000;
    let checks: RunCheck[] = [];
    do {
      if (customMisp === "flush") {
        await this.#lab.customMisp("flush");
      }
      if (expect.length > 0) {
        // What a flush sends is there at once; for anything else the whole time counts.
        const seconds = customMisp === "flush" ? 1 : Math.max(0, Math.ceil((end - Date.now()) / 1_000));
        checks = judge(expect, await this.#lab.tally(this.#id, goals, seconds));
      }
    } while (customMisp === "flush" && checks.some(({ passed }) => !passed) && Date.now() < end);
    for (const check of checks) {
      this.#options.narrator.check(check);
      this.#checks.push(check);
    }
  }

  async #untilItSucceeds({ within }: ScenarioStep): Promise<string[]> {
    const end = Date.now() + within * 1_000;
    for (;;) {
      try {
        return (await this.#lab.customMisp("check")).trim().split("\n");
      } catch (error) {
        if (Date.now() > end) {
          throw error;
        }
        await sleep(500);
      }
    }
  }

  async #lookAgain(): Promise<void> {
    const wentOn = this.#scenario.steps.length > 1;
    for (const one of this.#followed.filter(({ pursuit }) => wentOn || pursuit.until !== "ticketed")) {
      const before = one.alert.hops;
      one.alert = await lookAgain(this.#lab, one.pursuit, one.alert);
      one.alert.hops
        .filter(({ state }, index) => state === "unexpected" && before[index]!.state !== state)
        .forEach((hop) => this.#options.narrator.hop(hop, one.pursuit.started));
    }
  }
}

type Endpoints = Readonly<Partial<Record<OperatingSystem, Endpoint>>>;

/** Whom a replay speaks for. */
function replayedEndpoints({ endpoints }: Scenario, run: string): Endpoints {
  // Another agent in each run, beyond the ids that scenarios name.
  const number = String((Number.parseInt(run, 16) % 90_000) + 10_000);
  const made: Partial<Record<OperatingSystem, Endpoint>> = {};
  for (const os of ["windows", "linux"] as const) {
    const declared = endpoints[os];
    if (declared) {
      made[os] = { id: declared.id.replace("{number}", number), name: declared.name, os };
    }
  }
  return made;
}
