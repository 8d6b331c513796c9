// The `lab` command.
import { makeProgram } from "./program.ts";

try {
  await makeProgram().parseAsync();
} catch (error) {
  const { failure, LabError, UsageError } = await import("./failure.ts");
  const message = failure(error);
  console.error(message);
  if (process.argv.includes("--json")) {
    console.log(JSON.stringify({ error: message, ...(error instanceof LabError && error.details) }));
  }
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
