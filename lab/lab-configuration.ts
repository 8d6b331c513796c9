import { ConfigurationError, readConfiguration, type Configuration } from "../components/configuration.ts";
import { LabError } from "./lab-error.ts";
import type { StackFile } from "./stack-file.ts";

/**
 * What a stack's file says of its lab, complete and checked. The engine is asked only where the file has encrypted values.
 *
 * @throws {LabError} with every setting that is not known or not allowed
 */
export async function configurationOf(file: StackFile): Promise<Configuration> {
  const settings = file.encrypted ? await decryptedSettings(file) : file.settings;
  try {
    return readConfiguration(settings);
  } catch (error) {
    throw error instanceof ConfigurationError
      ? new LabError(`${file.path} cannot be used:\n${error.message}`, { cause: error })
      : error;
  }
}

/** The values of a stack's file with those that are encrypted in clear: what the program gets from the engine. */
async function decryptedSettings({ stack, path }: StackFile): Promise<Record<string, unknown>> {
  const [{ openEngine }, { LabStack }] = await Promise.all([import("./session.ts"), import("./stack.ts")]);
  const opened = await LabStack.openExisting(stack, (await openEngine()).env);
  if (!opened) {
    throw new LabError(
      `${path} has encrypted values, which can be read once the stack is there: \`npm run pulumi -- stack init ${stack}\`.`,
    );
  }
  return await opened.settings();
}
