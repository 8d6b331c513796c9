import type { Value } from "../../messages/value.ts";
import { isMap } from "../../messages/value.ts";

/** Finds what a path names; null when it names nothing. A path that can name several gives a list. */
export type JsonPath = (root: Value) => Value;

type Step = (values: readonly Value[]) => Value[];

/**
 * Compiles a JSONPath of names, indices, `*` and `..`; filters and slices are not supported.
 * @throws {Error} for a path that cannot be read
 */
export function compileJsonPath(path: string): JsonPath {
  if (!path.startsWith("$")) {
    throw new Error(`The JSON path "${path}" does not begin with "$".`);
  }
  const steps: Step[] = [];
  let several = false;
  let rest = path.slice(1);
  while (rest !== "") {
    const match =
      /^(?:(?<deep>\.\.)?\.?(?<name>[\w@-]+|\*)|\[\s*(?:'(?<single>[^']*)'|"(?<double>[^"]*)"|(?<index>-?\d+)|(?<all>\*))\s*\])/.exec(
        rest,
      );
    if (match?.groups === undefined) {
      throw new Error(`The JSON path "${path}" has a part that cannot be read: "${rest}".`);
    }
    const { deep, name, single, double, index, all } = match.groups;
    several ||= deep !== undefined || name === "*" || all !== undefined;
    if (deep !== undefined) {
      steps.push((values) => values.flatMap(descendants));
    }
    const member = single ?? double ?? name;
    steps.push(stepOf(member, index, all !== undefined));
    rest = rest.slice(match[0].length);
  }
  return (root) => {
    const found = steps.reduce<Value[]>((values, step) => step(values), [root]);
    return several ? found : (found[0] ?? null);
  };
}

function stepOf(member: string | undefined, index: string | undefined, all: boolean): Step {
  if (all || member === "*") {
    return (values) => values.flatMap(children);
  }
  if (index !== undefined) {
    return (values) =>
      values.flatMap((value) => (Array.isArray(value) ? [value.at(Number(index)) ?? []].flat() : []));
  }
  const name = member ?? "";
  return (values) =>
    values.flatMap((value) => (isMap(value) && Object.hasOwn(value, name) ? [value[name] ?? null] : []));
}

function children(value: Value): Value[] {
  if (Array.isArray(value)) {
    return value;
  }
  return isMap(value) ? Object.values(value) : [];
}

function descendants(value: Value): Value[] {
  return [value, ...children(value).flatMap(descendants)];
}
