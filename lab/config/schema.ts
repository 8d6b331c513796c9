import { configurationSchema } from "../../components/configuration.ts";
import { settingsOf, type Setting } from "../../components/configuration/json-schema.ts";

/** JSON Schema of a stack's file, by which an editor completes and checks it. */
export function stackFileSchema(): object {
  const { properties = {} } = settingsOf(configurationSchema);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "A lab's stack: stacks/Pulumi.<stack>.yaml",
    type: "object",
    properties: {
      config: {
        type: "object",
        properties: Object.fromEntries(
          Object.entries(properties).map(([name, setting]) => [`lab:${name}`, orEncrypted(setting)]),
        ),
        patternProperties: { "^(?!lab:)": {} },
        additionalProperties: false,
      },
      encryptionsalt: { type: "string", description: "Written by the engine" },
    },
  };
}

const encrypted = {
  type: "object",
  properties: { secure: { type: "string" } },
  required: ["secure"],
  additionalProperties: false,
};

/** Any text of a setting may be encrypted, which the engine writes as `{secure: …}`. */
function orEncrypted(setting: Setting): object {
  if (setting.type === "string" && setting.enum === undefined && setting.const === undefined) {
    const { description, ...plain } = setting;
    return { ...(description !== undefined && { description }), anyOf: [plain, encrypted] };
  }
  const { properties, items, anyOf, oneOf, ...rest } = setting;
  return {
    ...rest,
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, one]) => [name, orEncrypted(one)]),
      ),
    }),
    ...(items && { items: orEncrypted(items) }),
    ...(anyOf && { anyOf: anyOf.map(orEncrypted) }),
    ...(oneOf && { oneOf: oneOf.map(orEncrypted) }),
  };
}
