import type { Plugin } from "./plugin.ts";
import type { Kind, Property, Shape } from "./shape.ts";
import { shapeOf } from "./shape.ts";

type Json = Record<string, unknown>;

/**
 * The package's schema as the engine reads it, for example to write the program of an imported resource.
 * https://www.pulumi.com/docs/iac/extending-pulumi/schema
 */
export function packageSchema(plugin: Plugin<unknown>): Json {
  const types: Json = {};
  const resources = Object.entries(plugin.resources).map(([token, resource]) => {
    const of = (shape: Shape): Json => properties(shape, token, types);
    return [
      token,
      {
        description: resource.description,
        inputProperties: of(inputsOf(resource.shape)),
        requiredInputs: requiredOf(resource.shape),
        properties: of(resource.shape),
        required: requiredOf(resource.shape),
      },
    ];
  });
  const functions = Object.entries(plugin.functions).map(([token, invokable]) => {
    const inputs = inputsOf(invokable.shape);
    return [
      token,
      {
        description: invokable.description,
        inputs: { properties: properties(inputs, token, types), required: requiredOf(inputs) },
        outputs: { properties: properties(invokable.shape, token, types) },
      },
    ];
  });
  const configuration = properties(plugin.configuration, `${plugin.name}:index/provider:Provider`, types);
  return {
    name: plugin.name,
    version: plugin.version,
    description: plugin.description,
    ...moduleFormat(Object.keys(plugin.resources)),
    config: { variables: configuration },
    provider: { inputProperties: configuration },
    types,
    resources: Object.fromEntries(resources),
    functions: Object.fromEntries(functions),
    language: { nodejs: { respectSchemaVersion: true } },
  };
}

/** In bridged providers each member has a file in its module, as `index/container`, which is no module itself. */
function moduleFormat(tokens: readonly string[]): Json {
  return tokens.some((token) => token.includes("/")) ? { meta: { moduleFormat: "(.*)(?:/[^/]*)" } } : {};
}

function inputsOf(shape: Shape): Shape {
  return Object.fromEntries(Object.entries(shape).filter(([, property]) => property.output !== true));
}

function requiredOf(shape: Shape): string[] {
  return Object.keys(shape).filter((name) => shape[name]!.required === true);
}

function properties(shape: Shape, owner: string, types: Json): Json {
  return Object.fromEntries(
    Object.entries(shape).map(([name, property]) => [name, describe(name, property, owner, types)]),
  );
}

function describe(name: string, property: Property, owner: string, types: Json): Json {
  return {
    ...typeOf(name, property.kind, owner, types),
    ...(property.description === undefined ? {} : { description: property.description }),
    ...(property.secret === true ? { secret: true } : {}),
    ...(property.replaces === true ? { willReplaceOnChanges: true } : {}),
  };
}

function typeOf(name: string, kind: Kind, owner: string, types: Json): Json {
  if (kind === "any") {
    return { $ref: "pulumi.json#/Any" };
  }
  if (typeof kind === "string") {
    return { type: kind };
  }
  if ("list" in kind) {
    return { type: "array", items: typeOf(name.replace(/s$/, ""), kind.list, owner, types) };
  }
  if ("map" in kind) {
    return { type: "object", additionalProperties: typeOf(name, kind.map, owner, types) };
  }
  return { $ref: `#/types/${defineType(name, shapeOf(kind)!, owner, types)}` };
}

function defineType(name: string, shape: Shape, owner: string, types: Json): string {
  const [pkg, module, parent] = owner.split(":") as [string, string, string];
  const type = `${parent}${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const token = `${pkg}:${module.includes("/") ? module.replace(/\/.*/, `/${type}`) : module}:${type}`;
  types[token] ??= {
    type: "object",
    properties: properties(shape, token, types),
    required: requiredOf(shape),
  };
  return token;
}
