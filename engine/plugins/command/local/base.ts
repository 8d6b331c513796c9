import type { Shape } from "../../provider/shape.ts";
import type { Values } from "../../provider/values.ts";
import { assetArchive, unknown } from "../../provider/values.ts";
import type { LifecycleInputs, Written } from "../lifecycle.ts";
import { previousOutput, runShape, unknownWritten, written } from "../lifecycle.ts";
import type { Log } from "../output.ts";
import { CommandOutput } from "../output.ts";
import { findAssets } from "./assets.ts";
import { runLocally } from "./run.ts";

/** What every run of a command on this machine takes and gives. */
export const localShape: Shape = {
  ...runShape,
  interpreter: {
    kind: { list: "string" },
    description: 'The program that gets the command, with its first arguments; ["/bin/sh", "-c"] by default.',
  },
  dir: { kind: "string", description: "The folder in which the command runs; the project's by default." },
  assetPaths: { kind: { list: "string" }, description: "Globs of files to return as assets after the run." },
  archivePaths: {
    kind: { list: "string" },
    description: "Globs of files to return as one archive after the run.",
  },
  assets: { kind: { map: "any" }, output: true, description: "The assets found, by path from the folder." },
  archive: { kind: "any", output: true, description: "The archive of the files found." },
};

/** The inputs of {@link localShape}. */
export interface LocalInputs extends LifecycleInputs {
  readonly interpreter?: string[];
  readonly dir?: string;
  readonly assetPaths?: string[];
  readonly archivePaths?: string[];
}

/** Runs a command with a resource's or a function's inputs and returns the outputs that this makes. */
export async function runWith(
  inputs: LocalInputs,
  command: string,
  last: Written,
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): Promise<Values> {
  const output = new CommandOutput(log, inputs.logging);
  const environment = { ...inputs.environment, ...previousOutput(inputs, last) };
  await runLocally({ ...inputs, command, environment }, output, signal);
  const dir = inputs.dir ?? process.cwd();
  return {
    ...written(output),
    ...(inputs.assetPaths === undefined ? {} : { assets: await findAssets(dir, inputs.assetPaths) }),
    ...(inputs.archivePaths === undefined
      ? {}
      : { archive: assetArchive(await findAssets(dir, inputs.archivePaths)) }),
  };
}

/** The outputs that a run with these inputs will make. */
export function plannedOutputs(inputs: LocalInputs): Values {
  return {
    ...unknownWritten,
    ...(inputs.assetPaths === undefined ? {} : { assets: unknown }),
    ...(inputs.archivePaths === undefined ? {} : { archive: unknown }),
  };
}
