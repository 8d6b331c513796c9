import { createLogUpdate } from "log-update";
import { duration } from "../../engine/report.ts";
import { isQuiet, paint, printable } from "../terminal.ts";

type State = "waiting" | "working" | "done" | "failed";

interface Row {
  readonly id: string;
  state: State;
  detail: string;
  began: number;
  ended: number;
}

/** Milliseconds between two drawings of the elapsed times. */
const redraw = 250;

/**
 * Tells how far each lab of a class is: on a terminal as a table that is drawn over itself, elsewhere with a line when a lab
 * has ended. All of it on standard error.
 */
export class ClassProgress {
  readonly #rows = new Map<string, Row>();
  readonly #update;
  #timer: NodeJS.Timeout | undefined;

  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.#update =
      stream.isTTY && process.env["TERM"] !== "dumb" && !isQuiet() ? createLogUpdate(stream) : undefined;
  }

  /** Adds labs that will be worked on. */
  expect(ids: readonly string[]): void {
    ids.forEach((id) => this.#rows.set(id, { id, state: "waiting", detail: "", began: 0, ended: 0 }));
    this.#draw();
  }

  begin(id: string): void {
    this.#set(id, { state: "working", began: Date.now() });
  }

  say(id: string, detail: string): void {
    this.#set(id, { detail });
  }

  /** @returns how long it took, milliseconds */
  end(id: string, state: "done" | "failed", detail: string): number {
    this.#set(id, { state, detail, ended: Date.now() });
    const row = this.#rows.get(id)!;
    if (!this.#update && !isQuiet()) {
      process.stderr.write(`${this.#line(row)}\n`);
    }
    return row.ended - row.began;
  }

  /** Something that the user should know. */
  notice(text: string): void {
    if (this.#update) {
      this.#update.clear();
    }
    if (!isQuiet()) {
      process.stderr.write(`! ${text}\n`);
    }
    this.#draw();
  }

  /** Leaves what was drawn where it is. */
  close(): void {
    clearInterval(this.#timer);
    this.#draw();
    this.#update?.done();
  }

  #set(id: string, change: Partial<Row>): void {
    const row = this.#rows.get(id);
    if (row) {
      Object.assign(row, change);
      this.#draw();
    }
  }

  #draw(): void {
    if (this.#update && this.#rows.size > 0) {
      this.#update([...this.#rows.values()].map((row) => this.#line(row)).join("\n"));
      this.#timer ??= setInterval(() => this.#draw(), redraw).unref();
    }
  }

  #line({ id, state, detail, began, ended }: Row): string {
    const marks = {
      waiting: paint("dim", "·"),
      working: paint("cyan", "…"),
      done: paint("green", "✓"),
      failed: paint("red", "✗"),
    };
    const width = Math.max(...[...this.#rows.keys()].map((key) => key.length));
    const time = state === "waiting" ? "" : duration((ended || Date.now()) - began);
    const columns = this.#update ? process.stderr.columns : 200;
    const text = printable(detail.replaceAll("\n", "; ")).slice(0, Math.max(20, columns - width - 16));
    return `${marks[state]} ${id.padEnd(width)}  ${time.padStart(10)}  ${text}`.trimEnd();
  }
}
