/** Options that several commands share, so that they read the same everywhere. */

/** Which lab a command is about. */
export const stackOption = ["-s, --stack <name>", "the lab's stack", "full"] as const;

/** The same as an argument. */
export const stackArgument = ["[stack]", "the lab's stack", "full"] as const;

/** One JSON document on stdout, and nothing else there. */
export const jsonOption = ["--json", "print one JSON document for machines"] as const;
