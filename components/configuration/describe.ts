import type { z } from "zod";
import { settingAt } from "./json-schema.ts";

/** Settings whose values are never shown. */
const secret = /^secrets$|^headers$|password|key$|token/i;

/** What an issue is described by. */
export interface Vocabulary {
  /** Name of the setting at a path. */
  readonly name: (path: readonly PropertyKey[]) => string;
  readonly schema: z.ZodType;
  /** What a name that is not known is not. @default "a setting of the lab" */
  readonly kind?: string;
}

/** Sentences that say, for one issue, which setting is wrong, what it holds and what is allowed. */
export function describeIssue(
  issue: z.core.$ZodIssue,
  given: unknown,
  { name, schema, kind = "a setting of the lab" }: Vocabulary,
): string[] {
  const value = valueAt(given, issue.path);
  const setting = settingAt(schema, issue.path, given);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map(
      (key) =>
        `${name([...issue.path, key])} is not ${kind}. There are: ${Object.keys(setting?.properties ?? {}).join(", ")}.`,
    );
  }
  const named = name(issue.path);
  if (value === undefined) {
    return [`${named} is missing: ${setting?.description ?? `it must be ${allowed(issue)}`}.`];
  }
  const shown = issue.path.some((key) => secret.test(String(key))) ? "what it holds" : withoutSecrets(value);
  const must = allowed(issue);
  // What begins with a capital letter is a sentence of its own.
  return /^[A-Z]/.test(must)
    ? [`${named}: ${shown} is not allowed. ${must}`]
    : [`${named}: ${shown} is not allowed; it must be ${must}.`];
}

const withoutSecrets = (value: unknown): string =>
  JSON.stringify(value, (key, held: unknown) => (secret.test(key) ? "(hidden)" : held));

function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], given);
}

function allowed(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_value":
      return hasOwnMessage(issue)
        ? issue.message
        : issue.values.map((value) => JSON.stringify(value)).join(" or ");
    case "too_small":
      return `at least ${issue.minimum.toString()}${itemsOf(issue.origin)}`;
    case "too_big":
      return `at most ${issue.maximum.toString()}${itemsOf(issue.origin)}`;
    case "invalid_type":
      return `of type ${issue.expected === "int" ? "whole number" : issue.expected}`;
    case "invalid_union":
      return hasOwnMessage(issue) ? issue.message : optionsOf(issue);
    case "invalid_key":
      return `a record whose names are each ${issue.issues.map(allowed).join(", ")}`;
    default:
      return issue.message;
  }
}

const itemsOf = (origin: string): string =>
  origin === "array" ? " item" : origin === "string" ? " characters" : "";

/** zod's own words begin with "Invalid"; ours say what is allowed. */
const hasOwnMessage = ({ message }: z.core.$ZodIssue): boolean => !message.startsWith("Invalid");

function optionsOf(issue: z.core.$ZodIssueInvalidUnion): string {
  const options = (issue as { options?: readonly unknown[] }).options ?? [];
  return options.length > 0
    ? options.map((option) => JSON.stringify(option)).join(" or ")
    : "one of the kinds that docs/configuration.md lists";
}
