/** Options that several commands share, so that they read the same everywhere. */

/** Which lab a command is about that asks a running one. */
export const runningStackOption = [
  "-s, --stack <name>",
  "the lab's stack; without it, the one that is up",
] as const;

/** The same as an argument. */
export const runningStackArgument = ["[stack]", "the lab's stack; without it, the one that is up"] as const;

/** Which lab a command is about that there may not be yet. */
export const stackArgument = ["[stack]", "the lab's stack", "full"] as const;

/** One JSON document on stdout, and nothing else there. */
export const jsonOption = ["--json", "print one JSON document for machines"] as const;
