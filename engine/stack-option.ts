/** Commands for which the Pulumi CLI offers to make a stack that is not there, when it can ask. */
const offering = ["up", "update", "preview", "pre", "refresh"];

/** The stack that a command line of the Pulumi CLI would offer to make; undefined when it would not. */
export function offeredStack(parameters: readonly string[]): string | undefined {
  return offering.includes(parameters[0] ?? "") ? namedStack(parameters) : undefined;
}

/** The value of `-s`, `-sNAME`, `--stack` or `--stack=NAME`. */
export function namedStack(parameters: readonly string[]): string | undefined {
  for (const [index, parameter] of parameters.entries()) {
    if (parameter === "--") {
      break;
    }
    if (parameter === "-s" || parameter === "--stack") {
      return parameters[index + 1];
    }
    const value = /^(?:--stack=|-s=?)(.+)$/.exec(parameter)?.[1];
    if (value !== undefined) {
      return value;
    }
  }
  return undefined;
}
