import { z } from "zod";

/** The part of JSON Schema that a setting is described with. */
export interface Setting {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Setting>>;
  readonly required?: readonly string[];
  readonly items?: Setting;
  readonly anyOf?: readonly Setting[];
  readonly oneOf?: readonly Setting[];
  readonly additionalProperties?: Setting | false;
}

/** What a schema takes, as JSON Schema. */
export function settingsOf(schema: z.ZodType): Setting {
  return z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Setting;
}

/** The setting at a path, or undefined where the schema has none. @param given what was given, which tells of what kind it is */
export function settingAt(
  schema: z.ZodType,
  path: readonly PropertyKey[],
  given: unknown,
): Setting | undefined {
  let setting: Setting | undefined = settingsOf(schema);
  let value = given;
  for (const key of path) {
    setting = typeof key === "number" ? setting?.items : setting?.properties?.[String(key)];
    value = (value as Record<PropertyKey, unknown> | undefined)?.[key];
    setting = ofItsKind(setting, value);
  }
  return setting;
}

/** Of several kinds the one whose `type` the value has. */
function ofItsKind(setting: Setting | undefined, value: unknown): Setting | undefined {
  const type = (value as { type?: unknown } | undefined)?.type;
  return setting?.oneOf?.find(({ properties }) => properties?.["type"]?.const === type) ?? setting;
}
