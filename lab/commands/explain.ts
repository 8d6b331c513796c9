import { type Explanation, explain } from "../../analysis/explain/explain.ts";
import type { AskedEvent } from "../../analysis/explain/read-event.ts";
import type { ExplainArguments } from "../cli/rules.ts";
import type { ManagersWord } from "../rules/ask-manager.ts";
import { contentOf } from "../rules/content-of.ts";
import { analysisOf, readEvents } from "../rules/explain.ts";
import { explanationLines } from "../rules/print-explanation.ts";
import { wordLines } from "../rules/print-word.ts";

/** An event's explanation, with the manager's own word where one was asked. */
type Explained = Explanation & { readonly manager?: ManagersWord };

/** `lab rules explain`: what becomes of events, and why. They are seen in order, so that correlations count. */
export async function explainEvents(
  file: string,
  { json, all, location, ...options }: ExplainArguments,
): Promise<void> {
  const analysis = analysisOf(await contentOf(options));
  const events = await readEvents(file, location);
  const words = options.stack === undefined ? [] : await wordsOf(options.stack, events);
  const explained = events.map((asked, index): Explained => {
    const word = words[index];
    return { ...explain(analysis, asked), ...(word && { manager: word }) };
  });
  console.log(
    json
      ? JSON.stringify({ events: explained })
      : explained.map((one) => linesOf(one, all === true).join("\n")).join("\n\n"),
  );
}

const linesOf = (explained: Explained, all: boolean): string[] => [
  ...explanationLines(explained, { all }),
  ...(explained.manager ? wordLines(explained.manager, explained) : []),
];

/** What the manager of a running lab says of the events. */
async function wordsOf(stack: string, events: readonly AskedEvent[]): Promise<readonly ManagersWord[]> {
  const [{ openLab }, { askManager, logtestCommand }, { dockerExec }] = await Promise.all([
    import("../session.ts"),
    import("../rules/ask-manager.ts"),
    import("../docker-exec.ts"),
  ]);
  try {
    const { docker, outputs } = await openLab(stack);
    const container = outputs.containers["configurator"]!;
    return await askManager((input) => dockerExec(docker, container, logtestCommand, { input }), events);
  } catch (error) {
    // What this project's analysis says is worth reading all the same.
    process.exitCode = 1;
    return events.map(() => ({ error: (error as Error).message }));
  }
}
