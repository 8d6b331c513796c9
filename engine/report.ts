import { styleText } from "node:util";
import { createLogUpdate } from "log-update";

/** One step's state, as it is told to the user. */
export interface StepReport {
  readonly step: string;
  readonly state: "started" | "done" | "failed";
  /** How long it took, once it has ended. */
  readonly milliseconds?: number;
  /** What it is doing, or what it came to. */
  readonly detail?: string | undefined;
}

/** Tells the user what goes on. */
export interface Report {
  /** A step began, says something new of itself, or ended. */
  readonly step: (report: StepReport) => void;
  /** Something that the user should know. */
  readonly notice: (text: string) => void;
}

/** Milliseconds between two drawings of the elapsed time. */
const redraw = 200;

/** Milliseconds below which a step that has nothing to say is not worth a line. */
const worthALine = 100;

/**
 * A report on standard error. On a terminal the steps that run are shown at the bottom with their time; elsewhere a line
 * is written when a step ends, or tells something new of itself, so that a log shows what takes long.
 */
export function openReport(stream: NodeJS.WriteStream = process.stderr): Report {
  return stream.isTTY ? new TerminalReport(stream) : new LineReport(stream);
}

class LineReport implements Report {
  readonly #stream: NodeJS.WriteStream;
  readonly #said = new Map<string, string>();

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  readonly step = (report: StepReport): void => {
    const { step, state, detail } = report;
    if (state !== "started") {
      this.#write(endLine(report));
    } else if (detail !== undefined && this.#said.get(step) !== detail) {
      this.#said.set(step, detail);
      this.#write(`… ${step}: ${detail.replaceAll("\n", "; ")}`);
    }
  };

  readonly notice = (text: string): void => {
    this.#write(`! ${text}`);
  };

  #write(line: string | undefined): void {
    if (line !== undefined) {
      this.#stream.write(`${line}\n`);
    }
  }
}

class TerminalReport implements Report {
  readonly #update;
  readonly #running = new Map<string, { readonly began: number; detail?: string | undefined }>();
  #timer: NodeJS.Timeout | undefined;

  constructor(stream: NodeJS.WriteStream) {
    this.#update = createLogUpdate(stream);
  }

  readonly step = (report: StepReport): void => {
    const { step, state, detail } = report;
    if (state === "started") {
      const running = this.#running.get(step);
      this.#running.set(step, { began: running?.began ?? Date.now(), detail: detail ?? running?.detail });
    } else {
      this.#running.delete(step);
      this.#keep(endLine(report, true));
    }
    this.#draw();
  };

  readonly notice = (text: string): void => {
    this.#keep(styleText("yellow", `! ${text}`));
    this.#draw();
  };

  #keep(line: string | undefined): void {
    if (line !== undefined) {
      this.#update(line);
      this.#update.done();
    }
  }

  #draw(): void {
    if (this.#running.size === 0) {
      this.#update.clear();
      this.#update.done(); // shows the cursor again
      clearInterval(this.#timer);
      this.#timer = undefined;
      return;
    }
    const lines = [...this.#running].map(([step, { began, detail }]) => {
      const time = styleText("dim", duration(Date.now() - began));
      return `${styleText("cyan", "…")} ${step}${detail ? `: ${detail.replaceAll("\n", "; ")}` : ""}  ${time}`;
    });
    this.#update(lines.join("\n"));
    this.#timer ??= setInterval(() => this.#draw(), redraw).unref();
  }
}

/** How a step ended; undefined for one that was over at once and has nothing to say. */
function endLine({ step, state, milliseconds = 0, detail }: StepReport, colours = false): string | undefined {
  if (state === "done" && milliseconds < worthALine) {
    return undefined;
  }
  const paint = (format: "green" | "red" | "dim", text: string): string =>
    colours ? styleText(format, text) : text;
  const mark = state === "done" ? paint("green", "✓") : paint("red", "✗");
  return `${mark} ${step}${detail ? ` ${detail.replaceAll("\n", "; ")}` : ""}  ${paint("dim", duration(milliseconds))}`;
}

/** A time for people: `0.4 s`, `12 s`, `2 min 50 s`. */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1_000;
  if (seconds < 10) {
    return `${seconds.toFixed(1)} s`;
  }
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
