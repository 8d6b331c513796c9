/** Reading the alert file: one alert, or one a line. */
import { Trouble, messageOf } from "../errors.ts";
import { readPieces } from "../system/libc.ts";
import { type Alert, isObject } from "./alert.ts";

const newline = 10;

/** The lines of a file; those that are empty are left out. */
export function* linesOf(path: string): Generator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for (const piece of readPieces(path)) {
    let start = 0;
    for (let end = piece.indexOf(newline); end >= 0; end = piece.indexOf(newline, start)) {
      const line = rest + decoder.decode(piece.subarray(start, end), { stream: true });
      rest = "";
      start = end + 1;
      if (line.trim() !== "") {
        yield line;
      }
    }
    rest += decoder.decode(piece.subarray(start), { stream: true });
  }
  rest += decoder.decode();
  if (rest.trim() !== "") {
    yield rest;
  }
}

/** An alert, or why the line is none. */
export type Line = { readonly alert: Alert } | { readonly trouble: Trouble };

const parseLine = (line: string, number: number): Line => {
  try {
    const alert: unknown = JSON.parse(line);
    if (isObject(alert)) {
      return { alert };
    }
  } catch {
    // Told below, in words that help.
  }
  return {
    trouble: new Trouble(
      "alert",
      `Line ${number} of the alert file is not a JSON object: set <alert_format>json</alert_format> in the integration's block of ossec.conf.`,
    ),
  };
};

/**
 * Reads the alerts of a file one by one, so that a file of any length needs little memory.
 *
 * @throws Trouble where the file cannot be read
 */
export function* readAlerts(path: string): Generator<Line> {
  let number = 0;
  try {
    for (const line of linesOf(path)) {
      number += 1;
      yield parseLine(line, number);
    }
  } catch (error) {
    throw new Trouble("alert", `The alert file cannot be read (${messageOf(error)}).`);
  }
  if (number === 0) {
    throw new Trouble("alert", `The alert file ${path} is empty.`);
  }
}
