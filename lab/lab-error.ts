import { EngineError } from "../engine/engine-error.ts";

/** An error that the user can do something about: its message says what, and no stack trace is shown. */
export class LabError extends EngineError {}
