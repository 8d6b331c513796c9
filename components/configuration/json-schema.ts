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
  /** What is allowed, in the words of the errors; JSON Schema has no place for them. */
  readonly must?: readonly string[];
}

/** What a schema takes, as JSON Schema. */
export function settingsOf(schema: z.ZodType): Setting {
  return z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => {
      const { error, checks = [] } = zodSchema._zod.def;
      const must = [error, ...checks.map((check) => check._zod.def.error)].flatMap(messageOf);
      Object.assign(jsonSchema, must.length > 0 && { must });
    },
  }) as Setting;
}

/** The message of a check or a type whose message is the same for whatever is wrong. */
function messageOf(error: z.core.$ZodErrorMap<never> | undefined): string[] {
  const message = (error as z.core.$ZodErrorMap | undefined)?.({
    code: "custom",
    input: undefined,
    path: [],
  });
  return typeof message === "string" ? [message] : [];
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

/** Of several kinds the one that the value is of, by the settings that have one value in each kind. */
function ofItsKind(setting: Setting | undefined, value: unknown): Setting | undefined {
  return kindsOf(setting).find((kind) => isOfKind(kind, value)) ?? setting;
}

/** Kinds that a setting can be of, of which one may be told from another by more than one of their settings. */
export function kindsOf(setting: Setting | undefined): readonly Setting[] {
  return setting?.oneOf?.flatMap((kind) => (kind.oneOf ? kindsOf(kind) : [kind])) ?? [];
}

function isOfKind({ properties = {}, required = [] }: Setting, value: unknown): boolean {
  const given = value as Readonly<Record<string, unknown>> | undefined;
  return required.every((name) => {
    const only = properties[name]?.const;
    return only === undefined || only === given?.[name];
  });
}
