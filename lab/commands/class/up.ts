import { createInterface } from "node:readline/promises";
import { duration } from "../../../engine/report.ts";
import { bringUpLabs, takeDownLabs, type LabResult } from "../../class/class.ts";
import { RegisterKeeper } from "../../class/keeper.ts";
import { preflightClass } from "../../class/preflight.ts";
import { enrol, expiryOf, type ClassLab } from "../../class/register.ts";
import { readRoster } from "../../class/roster/read.ts";
import type { UpOptions } from "../../cli/class.ts";
import { failureLines, resultJson, workOnClass } from "./work.ts";

/** `lab class up`. Exit code 1 when a lab is not up; the same command goes on from there. */
export async function classUp(path: string, { parallel, yes, force, json }: UpOptions): Promise<void> {
  const roster = readRoster(path);
  const began = Date.now();
  let left: readonly ClassLab[] = [];
  const keeper = (): RegisterKeeper => {
    const enrolled = enrol(roster);
    left = enrolled.left;
    return new RegisterKeeper(enrolled.register);
  };
  const { results, register } = await workOnClass(
    roster.class,
    parallel,
    async (work) => {
      await preflightClass(work.keeper.register, work.session, (text) => work.progress.notice(text), force);
      await work.keeper.set(work.keeper.register);
      const removed =
        left.length > 0 && (yes || (await isAgreed(left, work.progress.notice.bind(work.progress))))
          ? await takeDownLabs(
              work,
              left.map(({ id }) => id),
            )
          : [];
      const up = await bringUpLabs(
        work,
        roster.labs.map(({ id }) => id),
      );
      return { results: [...removed, ...up], register: work.keeper.register };
    },
    { keeper },
  );
  const failed = results.filter(({ state }) => state === "failed" || state === "not begun");
  if (json) {
    const labs = results.map((result) => ({ ...resultJson(result), ...aboutLab(register.labs, result.id) }));
    console.log(JSON.stringify({ class: roster.class, seconds: (Date.now() - began) / 1_000, labs }));
  } else {
    console.log([...failureLines(results), summary(roster.class, results, Date.now() - began)].join("\n\n"));
  }
  process.exitCode = failed.length === 0 ? 0 : 1;
}

function aboutLab(labs: readonly ClassLab[], id: string): object {
  const lab = labs.find((one) => one.id === id);
  const expires = lab && expiryOf(lab);
  return lab ? { name: lab.name, portBase: lab.portBase, urls: lab.urls, ...(expires && { expires }) } : {};
}

function summary(className: string, results: readonly LabResult[], milliseconds: number): string {
  const of = (state: LabResult["state"]): number => results.filter((result) => result.state === state).length;
  // The class's own stack is not a student's lab.
  const up = results.filter(({ id, state }) => id !== "shared" && state === "up").length;
  const others = [
    ...(of("gone") > 0 ? [`${of("gone")} removed`] : []),
    ...(of("failed") > 0 ? [`${of("failed")} failed`] : []),
    ...(of("not begun") > 0 ? [`${of("not begun")} not begun`] : []),
  ];
  const goOn =
    of("failed") + of("not begun") > 0
      ? " The same command goes on from here."
      : ` Next: npm run lab -- class handout ${className}`;
  return `The class ${className}: ${[`${up} labs up`, ...others].join(", ")}, in ${duration(milliseconds)}.${goOn}`;
}

/** Asks whether labs are to be removed; where nobody can be asked, they stay. */
async function isAgreed(left: readonly ClassLab[], notice: (text: string) => void): Promise<boolean> {
  const names = left.map(({ id, name }) => `${id} (${name})`).join(", ");
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    notice(
      `These labs stay, although the roster has not got their students any more: ${names}. --yes removes them.`,
    );
    return false;
  }
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await asking.question(
      `The roster has not got these any more: ${names}. Remove their labs, with all that is in them? [y/N] `,
    );
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    asking.close();
  }
}
