import { explain } from "../../analysis/explain/explain.ts";
import type { ExplainArguments } from "../cli/rules.ts";
import { contentOf } from "../rules/content-of.ts";
import { analysisOf, readEvents } from "../rules/explain.ts";
import { explanationLines } from "../rules/print-explanation.ts";

/** `lab rules explain`: what becomes of events, and why. They are seen in order, so that correlations count. */
export async function explainEvents(
  file: string,
  { json, all, location, ...options }: ExplainArguments,
): Promise<void> {
  const analysis = analysisOf(await contentOf(options));
  const explanations = (await readEvents(file, location)).map((asked) => explain(analysis, asked));
  if (json) {
    console.log(JSON.stringify({ events: explanations }));
    return;
  }
  console.log(
    explanations
      .map((explanation) => explanationLines(explanation, { all: all === true }).join("\n"))
      .join("\n\n"),
  );
}
