import type { Entry } from "../configuration/classic-format.ts";
import { Refusal } from "../configuration/refusal.ts";
import type { Value } from "../records/record.ts";
import type { FilterPlugin } from "./filter.ts";

type Fields = Record<string, Value>;
type Step = (fields: Fields) => Fields;

/**
 * The filter `modify`: its rules run in the order in which they are written.
 * https://docs.fluentbit.io/manual/data-pipeline/filters/modify
 */
export function modifyFilter(entries: readonly Entry[], name: string): FilterPlugin {
  const steps = entries.flatMap(({ key, value }) => {
    const make = rules[key.toLowerCase()];
    if (make === undefined) {
      return [];
    }
    const [first = "", second] = value.split(/\s+(.*)/s);
    if (make.length === 2 && (second === undefined || second === "")) {
      throw new Refusal(
        255,
        `[filter:modify:${name}] Unable to create rule: '${key}' needs two values`,
        `Failed initialize filter ${name}`,
      );
    }
    return [make(first, second ?? "")];
  });
  return (record) => ({
    time: record.time,
    fields: steps.reduce((fields, step) => step(fields), record.fields),
  });
}

const without = (fields: Fields, drop: (key: string) => boolean): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([key]) => !drop(key)));

const renamed = (fields: Fields, from: string, to: string): Fields =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([key]) => key !== to)
      .map(([key, value]): [string, Value] => [key === from ? to : key, value]),
  );

const copied = (fields: Fields, from: string, to: string): Fields => ({
  ...fields,
  [to]: fields[from] ?? null,
});

const rules: Readonly<Record<string, (first: string, second: string) => Step>> = {
  set: (key, value) => (fields) => ({ ...fields, [key]: value }),
  add: (key, value) => (fields) => (Object.hasOwn(fields, key) ? fields : { ...fields, [key]: value }),
  remove: (name) => (fields) => without(fields, (key) => key === name),
  remove_wildcard: (start) => (fields) => without(fields, (key) => key.startsWith(start)),
  remove_regex: (source) => {
    const pattern = new RegExp(source);
    return (fields) => without(fields, (key) => pattern.test(key));
  },
  rename: (from, to) => (fields) =>
    Object.hasOwn(fields, from) && !Object.hasOwn(fields, to) ? renamed(fields, from, to) : fields,
  hard_rename: (from, to) => (fields) => (Object.hasOwn(fields, from) ? renamed(fields, from, to) : fields),
  copy: (from, to) => (fields) =>
    Object.hasOwn(fields, from) && !Object.hasOwn(fields, to) ? copied(fields, from, to) : fields,
  hard_copy: (from, to) => (fields) => (Object.hasOwn(fields, from) ? copied(fields, from, to) : fields),
};
