/**
 * A Wazuh alert as integratord hands it over.
 *
 * @see https://documentation.wazuh.com/current/user-manual/manager/alert-management.html
 */

export type Json = string | number | boolean | null | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

export type Alert = JsonObject;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The object at a key, or an empty one: what is missing has no fields. */
export const objectAt = (parent: JsonObject, key: string): JsonObject => {
  const value = Object.hasOwn(parent, key) ? parent[key] : undefined;
  return isObject(value) ? value : {};
};

/** The text at a key; numbers count as text, everything else as nothing. */
export const textAt = (parent: JsonObject, key: string): string | undefined => {
  const value = Object.hasOwn(parent, key) ? parent[key] : undefined;
  if (typeof value === "string") {
    return value === "" ? undefined : value;
  }
  return typeof value === "number" ? String(value) : undefined;
};

/** All texts at a key that holds one text or a list of them. */
export const textsAt = (parent: JsonObject, key: string): string[] => {
  const value = Object.hasOwn(parent, key) ? parent[key] : undefined;
  return (Array.isArray(value) ? value : [value]).filter(
    (item): item is string => typeof item === "string" && item !== "",
  );
};

/** Groups of the rule that raised the alert: only that rule's own, in no order that means anything. */
export const groupsOf = (alert: Alert): ReadonlySet<string> =>
  new Set(textsAt(objectAt(alert, "rule"), "groups"));

/** Whether the alert was raised by what this integration sent: looking it up again would never end. */
export const isOwnEvent = (alert: Alert): boolean => {
  const data = objectAt(alert, "data");
  return textAt(data, "integration") === "misp" || isObject(data["misp"]);
};
