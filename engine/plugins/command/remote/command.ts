import type { Operation, Resource } from "../../provider/resource.ts";
import type { Values } from "../../provider/values.ts";
import type { Context } from "../context.ts";
import { uniqueId, withTimeout } from "../context.ts";
import { diffInputs } from "../diff.ts";
import type { LifecycleInputs, Written } from "../lifecycle.ts";
import {
  lastWritten,
  lifecycleShape,
  nothingWritten,
  previousOutput,
  runShape,
  unknownWritten,
  written,
} from "../lifecycle.ts";
import { CommandOutput } from "../output.ts";
import type { Connection } from "./connection.ts";
import { dial } from "./dial.ts";
import { runRemotely } from "./run.ts";
import { connectionProperty } from "./shape.ts";

interface Inputs extends LifecycleInputs {
  readonly connection: Connection;
}

/** `command:remote:Command`: commands on another machine that make, change and remove something. */
export const remoteCommand: Resource<Context> = {
  shape: { ...lifecycleShape, ...runShape, connection: connectionProperty },
  description: "Commands that run on another machine when the resource is made, changed and deleted.",
  knowsSecrets: true,
  diff: (state, inputs) => diffInputs(state.inputs, inputs),
  preview: (inputs) => ({ ...inputs, ...unknownWritten }),

  async create(_context, inputs, operation) {
    const { create } = inputs as unknown as Inputs;
    const made = create === undefined ? nothingWritten : await run(inputs, create, nothingWritten, operation);
    return { id: uniqueId(operation.name), outputs: { ...inputs, ...made } };
  },

  async update(_context, { outputs }, inputs, operation) {
    const { create, update = create } = inputs as unknown as Inputs;
    const last = lastWritten(outputs);
    return { ...inputs, ...(update === undefined ? last : await run(inputs, update, last, operation)) };
  },

  async delete(_context, { outputs }, operation) {
    const { delete: command } = outputs as unknown as Inputs;
    if (command !== undefined) {
      await run(outputs, command, lastWritten(outputs), operation);
    }
  },
};

async function run(values: Values, command: string, last: Written, operation: Operation): Promise<Written> {
  const inputs = values as unknown as Inputs;
  const signal = withTimeout(operation);
  const log = (line: string): void => operation.log.status(line);
  const login = await dial(inputs.connection, log, signal);
  try {
    const output = new CommandOutput(log, inputs.logging);
    await runRemotely(
      login,
      { ...inputs, command, optionalEnvironment: previousOutput(inputs, last) },
      output,
      { signal, warn: (line) => operation.log.warn(line) },
    );
    return written(output);
  } finally {
    login.close();
  }
}
