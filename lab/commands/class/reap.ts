import { bringUpLabs, takeDownCommon, takeDownLabs, type LabResult } from "../../class/class.ts";
import { expiryOf, readRegister, type ClassLab } from "../../class/register.ts";
import type { WorkOptions } from "../../cli/class.ts";
import { classesOf, failureLines, resultJson, workOnClass } from "./work.ts";

/** `lab class reap`: takes down what has stood for its time. Exit code 1 when something could not be. */
export async function reap(
  given: string | undefined,
  { parallel, json, dryRun }: WorkOptions & { readonly dryRun?: true },
): Promise<void> {
  const classes = classesOf(given).map((name) => ({ name, over: readRegister(name).labs.filter(isOver) }));
  const results: { class: string; results: LabResult[] }[] = [];
  for (const { name, over } of classes.filter((one) => one.over.length > 0)) {
    if (dryRun) {
      continue;
    }
    results.push({
      class: name,
      results: await reapClass(
        name,
        over.map(({ id }) => id),
        parallel,
      ),
    });
  }
  const all = results.flatMap((one) => one.results);
  if (json) {
    const due = classes.flatMap(({ name, over }) =>
      over.map((lab) => ({ class: name, id: lab.id, stack: lab.stack, expired: expiryOf(lab) })),
    );
    console.log(JSON.stringify({ due, done: !dryRun, labs: all.map(resultJson) }));
  } else {
    console.log(
      [...failureLines(all), ...classes.flatMap(({ name, over }) => told(name, over, dryRun))].join("\n"),
    );
  }
  process.exitCode = all.some(({ state }) => state === "failed" || state === "not begun") ? 1 : 0;
}

const isOver = (lab: ClassLab): boolean => {
  const expires = expiryOf(lab);
  return expires !== undefined && Date.parse(expires) <= Date.now();
};

async function reapClass(className: string, ids: readonly string[], parallel: number): Promise<LabResult[]> {
  return await workOnClass(className, parallel, async (work) => {
    const removed = await takeDownLabs(work, ids);
    if (work.keeper.register.labs.length === 0) {
      return [...removed, await takeDownCommon(work)];
    }
    // What is shared forgets the labs that are gone: their keys and accounts open nothing from here on.
    const shared = removed.some(({ state }) => state === "gone") ? await bringUpLabs(work, []) : [];
    return [...removed, ...shared];
  });
}

function told(className: string, over: readonly ClassLab[], dryRun = false): string[] {
  if (over.length === 0) {
    return [`${className}: no lab's time is over.`];
  }
  return over.map(
    (lab) =>
      `${className}: ${lab.id} stood until ${expiryOf(lab) ?? ""}${dryRun ? ", and would be taken down" : ""}.`,
  );
}
