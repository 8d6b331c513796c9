import { EngineError } from "../engine/engine-error.ts";
import { CommandError } from "@pulumi/pulumi/automation/index.js";

/** An error that the user can do something about: its message says what, and no stack trace is shown. */
export class LabError extends EngineError {}

/** What is said of an error that ends the command. */
export function failure(error: unknown): string {
  if (error instanceof EngineError) {
    return error.message;
  }
  if (error instanceof CommandError) {
    // The engine's own words come last in what its command printed.
    return error.message.slice(-4_000).trim();
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
