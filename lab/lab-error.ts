import { EngineError } from "../engine/engine-error.ts";

export interface LabErrorOptions extends ErrorOptions {
  /** What machines get beside the message, with `--json`. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** An error that the user can do something about: its message says what, and no stack trace is shown. */
export class LabError extends EngineError {
  readonly details: Readonly<Record<string, unknown>>;

  constructor(message: string, { details = {}, ...options }: LabErrorOptions = {}) {
    super(message, options);
    this.details = details;
  }
}

/** What was asked for cannot be meant: the command was wrong, whatever the lab is like. */
export class UsageError extends LabError {}
