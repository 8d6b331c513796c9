/**
 * Why Fluent Bit does not start. `lines` are what the real one logs as errors, `exitCode` is its own:
 * 1 when the configuration cannot be loaded, 255 when it was loaded and the engine could not start.
 */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly exitCode: 1 | 255;
  readonly lines: readonly string[];

  constructor(exitCode: 1 | 255, ...lines: string[]) {
    super(lines.join("\n"));
    this.exitCode = exitCode;
    this.lines = lines;
  }
}

/** A refusal of the stand-in's own: the real one would take this. */
export function notRehearsed(what: string): Refusal {
  return new Refusal(
    1,
    `[rehearsal] ${what} is something that Fluent Bit has and this stand-in does not: leave it out in the profile "rehearsal", or use the profile "full".`,
  );
}
