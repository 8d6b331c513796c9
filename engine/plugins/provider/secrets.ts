import type { Made, Resource } from "./resource.ts";
import { PartialFailure } from "./resource.ts";
import type { Property, Shape } from "./shape.ts";
import type { Value, Values } from "./values.ts";
import { Secret, hasSecret, isObject, withSecretsOf } from "./values.ts";

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

/** Marks in a resource's inputs or outputs what is secret in its given inputs, or by its shape. */
export function secretsOf(resource: Resource<unknown>, values: Values, inputs: Values): Values {
  const spread = resource.secretsSpread === true && hasSecret(inputs);
  return Object.fromEntries(
    Object.entries(withSecretsOf(values, inputs, resource.knowsSecrets)).map(([name, value]) => {
      const property = resource.shape[name];
      const secret = property?.secret === true || (spread && property?.output === true);
      const inner = resource.knowsSecrets === true ? withSecretParts(property, value) : value;
      return [name, secret ? toSecret(inner) : inner];
    }),
  );
}

/** Marks inside an object the parts that are secret by their shape, also where all of it is secret. */
function withSecretParts(property: Property | undefined, value: Value): Value {
  if (value instanceof Secret) {
    return new Secret(withSecretParts(property, value.value));
  }
  if (!isObject(value) || typeof property?.kind !== "object" || !("object" in property.kind)) {
    return value;
  }
  const shape = property.kind.object;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => {
      const inner = withSecretParts(shape[name], part);
      return [name, shape[name]?.secret === true ? toSecret(inner) : inner];
    }),
  );
}

function toSecret(value: Value): Value {
  return value == null || value instanceof Secret ? value : new Secret(value);
}
