/** A table in Markdown, with a heading above it where a title is given, and an empty line below. */
export function tableOf(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  title?: string,
): string[] {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [
    ...(title ? [`## ${title}`, ""] : []),
    line(head),
    `|${"---|".repeat(head.length)}`,
    ...rows.map(line),
    "",
  ];
}

/** A value as code: a text as it is, anything else as JSON. */
export const code = (value: unknown): string =>
  `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;

/** A block of code. */
export const block = (text: string, language = ""): string[] => [`\`\`\`${language}`, text, "```", ""];
