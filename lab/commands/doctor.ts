import { examine } from "../doctor/examine.ts";
import type { Finding } from "../doctor/finding.ts";
import { findingLines, summary } from "../doctor/print.ts";

/** `lab doctor`: looks at everything that a lab depends on. Exit code 1 when there is a problem. */
export async function doctor(stack: string, { json, deep }: { json?: true; deep?: true }): Promise<void> {
  const findings: Finding[] = await examine(stack);
  if (deep) {
    const { examineDeeply } = await import("../doctor/deep/deep.ts");
    findings.push(...(await examineDeeply(stack)));
  }
  if (json) {
    console.log(JSON.stringify({ stack, findings }));
  } else {
    console.log([...findings.flatMap(findingLines), "", summary(findings)].join("\n"));
  }
  process.exitCode = findings.some(({ state }) => state === "problem") ? 1 : 0;
}
