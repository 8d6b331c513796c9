/** A command in the tutorial, and what it printed. */
export interface Block {
  /** As the reader types it, such as `npm run lab -- demo dns --stack rehearsal`. */
  readonly command: string;
  /** Lines at the end that are shown; undefined for all. */
  readonly last: number | undefined;
  readonly output: string;
}

/** The stack that the tutorial speaks of. */
export const tutorialStack = "rehearsal";

const block = /<!-- output(?: \((last (\d+))\))?: (npm run lab -- [^\n]+?) -->\n\n```console\n[\s\S]*?\n```/g;

/** The blocks that are marked for it: `<!-- output: npm run lab -- … -->` and a fence behind it. */
export function blocksOf(text: string): Block[] {
  return [...text.matchAll(block)].map(([whole, , last, command = ""]) => ({
    command,
    last: last === undefined ? undefined : Number(last),
    // Without the comment, the fences and the command itself.
    output: whole.split("\n").slice(4, -1).join("\n"),
  }));
}

/** The text with each block's output in its place. */
export function fill(text: string, outputs: ReadonlyMap<string, string>): string {
  return text.replace(block, (whole, marked: string | undefined, _last, command: string) => {
    const output = outputs.get(command);
    if (output === undefined) {
      return whole;
    }
    const remark = marked === undefined ? "" : ` (${marked})`;
    return `<!-- output${remark}: ${command} -->\n\n\`\`\`console\n$ ${command}\n${output}\n\`\`\``;
  });
}

/** What is shown of what a command printed: the end of it, where that was asked for, and no blank lines around it. */
export function shownOf(printed: string, last: number | undefined): string {
  const lines = printed.replace(/^\n+|\s+$/g, "").split("\n");
  return (last === undefined ? lines : lines.slice(-last)).map((line) => line.trimEnd()).join("\n");
}

/** An output without what differs between two runs: times, durations, ids, and where the lines break for that. */
export function comparableOutput(output: string): string {
  return output
    .replace(/\b\d{10}\.\d+\b/g, "ALERT")
    .replace(/\b[0-9A-HJKMNP-TV-Z]{26}\b/g, "MESSAGE")
    .replace(/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?Z?/g, "TIME")
    .replace(/\b[a-f][0-9a-f]{7}\b/g, "RUN")
    .replace(/\+ *\d+\.\d\d s/g, "+T s")
    .replace(/\b\d+(?:\.\d+)? (?:s|min|h)(?: \d+ (?:s|min))?(?= {2,})/g, "T")
    .replace(/\b\d+ (ms|bytes)\b/g, "N $1")
    .replace(/\bby \d+ s\b/g, "by N s")
    .replace(/\bticket \d+\b/g, "ticket N")
    .replace(/\bagent \d{5}\b/g, "agent AGENT")
    .replace(/\berrors: \d+/g, "errors: N")
    .replace(/\s+/g, " ")
    .trim();
}
