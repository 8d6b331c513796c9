import { takeDownCommon, takeDownLabs } from "../../class/class.ts";
import type { WorkOptions } from "../../cli/class.ts";
import { classNameOf, failureLines, resultJson, workOnClass } from "./work.ts";

/** `lab class down`. Exit code 1 when something of the class is left. */
export async function classDown(given: string, { parallel, json }: WorkOptions): Promise<void> {
  const className = classNameOf(given);
  const results = await workOnClass(className, parallel, async (work) => {
    const labs = await takeDownLabs(
      work,
      work.keeper.register.labs.map(({ id }) => id),
    );
    // What the labs use goes last, and stays while one is left.
    return labs.every(({ state }) => state === "gone") ? [...labs, await takeDownCommon(work)] : labs;
  });
  const gone = results.every(({ state }) => state === "gone");
  if (json) {
    console.log(JSON.stringify({ class: className, gone, labs: results.map(resultJson) }));
  } else {
    const end = gone
      ? `The class ${className} is gone: its labs, and what they shared.`
      : `Something of the class ${className} is left. The same command goes on from here.`;
    console.log([...failureLines(results), end].join("\n\n"));
  }
  process.exitCode = gone ? 0 : 1;
}
