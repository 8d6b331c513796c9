import type { Operation, Resource, State } from "../../provider/resource.ts";
import type { Values } from "../../provider/values.ts";
import type { Context } from "../context.ts";
import { uniqueId, withTimeout } from "../context.ts";
import { diffInputs } from "../diff.ts";
import { lastWritten, lifecycleShape, nothingWritten } from "../lifecycle.ts";
import type { LocalInputs } from "./base.ts";
import { localShape, plannedOutputs, runWith } from "./base.ts";

/** `command:local:Command`: commands on this machine that make, change and remove something. */
export const localCommand: Resource<Context> = {
  shape: { ...lifecycleShape, ...localShape },
  description: "Commands that run on this machine when the resource is made, changed and deleted.",
  knowsSecrets: true,
  diff: (state, inputs) => diffInputs(state.inputs, inputs),
  preview: (inputs, state) => ({ ...filesOf(state), ...inputs, ...plannedOutputs(inputs) }),

  async create(_context, inputs, operation) {
    const { create } = inputs as LocalInputs;
    const made = create === undefined ? { ...nothingWritten } : await run(inputs, create, {}, operation);
    return { id: uniqueId(operation.name), outputs: { ...inputs, ...made } };
  },

  async update(_context, { outputs }, inputs, operation) {
    const { create, update = create } = inputs as LocalInputs;
    const made = update === undefined ? lastWritten(outputs) : await run(inputs, update, outputs, operation);
    return { ...filesOf({ outputs }), ...inputs, ...made };
  },

  async delete(_context, { outputs }, operation) {
    const { delete: command } = outputs as LocalInputs;
    if (command !== undefined) {
      await run(outputs, command, outputs, operation);
    }
  },
};

function run(inputs: Values, command: string, last: Values, operation: Operation): Promise<Values> {
  const to = { log: (line: string) => operation.log.status(line), signal: withTimeout(operation) };
  return runWith(inputs, command, lastWritten(last), to);
}

/** The files that an earlier run found: they stay until another run finds some. */
function filesOf(state: Pick<State, "outputs"> | undefined): Values {
  const { assets, archive } = state?.outputs ?? {};
  return { ...(assets === undefined ? {} : { assets }), ...(archive === undefined ? {} : { archive }) };
}
