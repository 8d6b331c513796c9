import { readTemplate, render } from "../../components/template.ts";
import xterm from "@xterm/headless";

/** Text of one look. */
interface Run {
  readonly text: string;
  /** Cells that it takes. */
  readonly cells: number;
  /** Classes of the picture's style, such as `bold green`. */
  readonly look: string;
}

/** Names of a terminal's first colours, by their number. */
const colours = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

/** Size of one character, and what is around the text, in pixels. */
const cell = { width: 7.83, height: 18 };
const margin = { x: 20, top: 46, bottom: 18 };

export interface TerminalPicture {
  /** The whole output as the terminal got it, with its control sequences. */
  readonly output: string;
  readonly columns: number;
  /** What the picture shows, for those who cannot see it. */
  readonly title: string;
}

/** Draws what a terminal shows at the end, and all that has gone out at its top, as an SVG. */
export async function terminalPicture({ output, columns, title }: TerminalPicture): Promise<string> {
  const rows = await rowsOf(output, columns);
  return render("pages/terminal.xml", {
    title,
    styles: readTemplate("pages/terminal.css"),
    width: Math.ceil(columns * cell.width + 2 * margin.x),
    height: rows.length * cell.height + margin.top + margin.bottom,
    rows: rows.map((runs, index) => ({
      y: margin.top + (index + 0.75) * cell.height,
      runs: placed(runs).filter(({ text }) => text.trim() !== ""),
    })),
  });
}

/** Each run where its first character stands, as wide as its cells, whatever the letters of the viewer's font are. */
function placed(runs: readonly Run[]): (Run & { x: string; width: string })[] {
  let column = 0;
  return runs.map((run) => {
    const x = margin.x + column * cell.width;
    column += run.cells;
    return { ...run, x: x.toFixed(1), width: (run.cells * cell.width).toFixed(1) };
  });
}

async function rowsOf(output: string, columns: number): Promise<Run[][]> {
  const terminal = new xterm.Terminal({ cols: columns, rows: 24, scrollback: 5_000, allowProposedApi: true });
  await new Promise<void>((resolve) => terminal.write(output, resolve));
  const buffer = terminal.buffer.active;
  const rows = Array.from({ length: buffer.length }, (_, index) => runsOf(buffer.getLine(index)!, columns));
  terminal.dispose();
  const isEmpty = (runs: readonly Run[]): boolean => runs.every(({ text }) => text.trim() === "");
  const last = rows.findLastIndex((runs) => !isEmpty(runs));
  return rows.slice(0, last + 1);
}

type BufferLine = NonNullable<ReturnType<xterm.Terminal["buffer"]["active"]["getLine"]>>;

function runsOf(line: BufferLine, columns: number): Run[] {
  const runs: Run[] = [];
  for (let column = 0; column < columns; column += 1) {
    const character = line.getCell(column)!;
    const look = [
      character.isBold() ? "bold" : "",
      character.isDim() ? "dim" : "",
      character.isFgPalette() ? (colours[character.getFgColor() % 8] ?? "") : "",
    ]
      .filter((one) => one !== "")
      .join(" ");
    const text = character.getChars() || " ";
    const last = runs.at(-1);
    if (last?.look === look) {
      runs[runs.length - 1] = { look, text: last.text + text, cells: last.cells + 1 };
    } else {
      runs.push({ look, text, cells: 1 });
    }
  }
  return runs;
}
