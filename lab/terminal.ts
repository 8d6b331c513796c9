import { styleText } from "node:util";

/** Whether a person reads standard output: colours, tables and progress only there. */
export const isTerminal = process.stdout.isTTY && process.env["TERM"] !== "dumb";

const colours = isTerminal && !process.env["NO_COLOR"];

export type Paint = "green" | "red" | "bold" | "dim" | "yellow" | "cyan";

/** Text in a colour where there are colours. */
export const paint = (format: Paint, text: string): string => (colours ? styleText(format, text) : text);

/** Text of other systems, without what a terminal would obey. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, "\ufffd");
}

let quiet = false;

/** Says whether the user wants results and errors alone. */
export const isQuiet = (): boolean => quiet;

/** From here on only results and errors are told. */
export function beQuiet(): void {
  quiet = true;
}
