import type { Property, Shape } from "../provider/shape.ts";
import type { Values } from "../provider/values.ts";
import { unknown } from "../provider/values.ts";
import type { CommandOutput, Logging } from "./output.ts";

const loggings: readonly unknown[] = ["stdout", "stderr", "stdoutAndStderr", "none"] satisfies Logging[];

const logging: Property = {
  kind: "string",
  validate: (value) => (loggings.includes(value) ? undefined : `must be one of ${loggings.join(", ")}`),
  description: "Which of the command's streams are shown while it runs; both by default.",
};

/** Values that make a new resource when they change. */
export const triggers: Property = {
  kind: { list: "any" },
  replaces: true,
  description: "Values of any kind; a change of one replaces the resource.",
};

/** What every run of a command takes and gives, wherever it runs. */
export const runShape: Shape = {
  stdin: { kind: "string", description: "What the command reads from its standard input." },
  logging,
  environment: { kind: { map: "string" }, description: "Variables of the command's environment." },
  addPreviousOutputInEnv: {
    kind: "boolean",
    description:
      "Whether PULUMI_COMMAND_STDOUT and PULUMI_COMMAND_STDERR hold the last run's output; true by default.",
  },
  stdout: { kind: "string", output: true, description: "What the command wrote to its standard output." },
  stderr: { kind: "string", output: true, description: "What the command wrote to its standard error." },
};

/** The commands of a resource. */
export const lifecycleShape: Shape = {
  create: { kind: "string", description: "Runs when the resource is made." },
  update: { kind: "string", description: "Runs when the inputs change; `create` by default." },
  delete: { kind: "string", description: "Runs when the resource is deleted." },
  triggers,
};

/** The inputs of {@link runShape} and {@link lifecycleShape}. */
export interface LifecycleInputs {
  readonly create?: string;
  readonly update?: string;
  readonly delete?: string;
  readonly stdin?: string;
  readonly logging?: Logging;
  readonly environment?: Record<string, string>;
  readonly addPreviousOutputInEnv?: boolean;
}

/** What a run leaves in the outputs. */
export interface Written {
  readonly stdout: string;
  readonly stderr: string;
}

/** The outputs of a resource whose command has not run. */
export const nothingWritten: Written = { stdout: "", stderr: "" };

/** The outputs after a run. */
export function written({ stdout, stderr }: CommandOutput): Written {
  return { stdout, stderr };
}

/** The outputs that a resource has from its last run. */
export function lastWritten(outputs: Values): Written {
  const { stdout, stderr } = outputs as Partial<Record<keyof Written, string>>;
  return { stdout: stdout ?? "", stderr: stderr ?? "" };
}

/** The outputs of a run that is only planned. */
export const unknownWritten: Values = { stdout: unknown, stderr: unknown };

/** The variables that hand the last run's output to the next, without empty ones. */
export function previousOutput(inputs: LifecycleInputs, last: Written): Record<string, string> {
  if (inputs.addPreviousOutputInEnv === false) {
    return {};
  }
  const variables = { PULUMI_COMMAND_STDOUT: last.stdout, PULUMI_COMMAND_STDERR: last.stderr };
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
}
