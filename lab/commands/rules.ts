import { checkContent } from "../../analysis/check/check.ts";
import type { ContentArguments } from "../cli/rules.ts";
import { contentOf } from "../rules/content-of.ts";
import { listRules } from "../../analysis/explain/list.ts";
import { findingLines, readable } from "../rules/print-findings.ts";
import { ruleLines } from "../rules/print-list.ts";

/** `lab rules check`. Exit code 1 when something is wrong. */
export async function check({ json, ...options }: ContentArguments & { json?: true }): Promise<void> {
  const input = await contentOf(options);
  const result = checkContent(input);
  if (json) {
    console.log(JSON.stringify({ rules: result.rules.length, findings: result.findings.map(readable) }));
  } else {
    console.log(findingLines(result, input).join("\n"));
  }
  process.exitCode = result.findings.some(({ severity }) => severity === "error") ? 1 : 0;
}

/** `lab rules list`. */
export async function list({ json, ...options }: ContentArguments & { json?: true }): Promise<void> {
  const rules = listRules((await contentOf(options)).rules);
  console.log(json ? JSON.stringify({ rules }) : ruleLines(rules).join("\n"));
}
