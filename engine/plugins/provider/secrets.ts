import type { Made, Resource } from "./resource.ts";
import { PartialFailure } from "./resource.ts";
import type { Shape } from "./shape.ts";
import type { Values } from "./values.ts";
import { Secret, hasSecret, withSecretsOf } from "./values.ts";

/**
 * Makes or updates a resource and marks in its outputs what is secret in its inputs, and those outputs that
 * were secret before.
 */
export async function keepSecrets(
  resource: Resource<unknown>,
  inputs: Values,
  earlier: Values,
  make: () => Promise<Made>,
): Promise<Made> {
  const secret = (outputs: Values): Values =>
    secretsOf(resource, withSecretsOf(outputs, onlyOutputs(resource.shape, earlier)), inputs);
  try {
    const { id, outputs } = await make();
    return { id, outputs: secret(outputs) };
  } catch (error) {
    if (error instanceof PartialFailure) {
      throw new PartialFailure(error.message, error.id, secret(error.outputs), { cause: error });
    }
    throw error;
  }
}

function onlyOutputs(shape: Shape, values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => shape[name]?.output === true));
}

/** Marks in a resource's outputs what is secret in its inputs, or by its shape. */
export function secretsOf(resource: Resource<unknown>, outputs: Values, inputs: Values): Values {
  const spread = resource.secretsSpread === true && hasSecret(inputs);
  return Object.fromEntries(
    Object.entries(withSecretsOf(outputs, inputs)).map(([name, value]) => {
      const property = resource.shape[name];
      const secret = property?.secret === true || (spread && property?.output === true);
      return [name, secret && value != null && !(value instanceof Secret) ? new Secret(value) : value];
    }),
  );
}
