import type { Property, Shape } from "./shape.ts";
import { defaultsKey, isEmpty, shapeOf } from "./shape.ts";
import type { Value, Values } from "./values.ts";
import { hasUnknown, isObject } from "./values.ts";

/** One property that differs. */
export interface Change {
  /** Where it is, such as `uploads[0].content`. */
  readonly path: string;
  readonly kind: "add" | "delete" | "update";
  /** Whether it needs a new resource. */
  readonly replaces: boolean;
}

/** What has to be done to bring a resource to its inputs. */
export interface Diff {
  readonly changes: readonly Change[];
  /** Whether the old resource goes before the new one is made, where one is replaced. */
  readonly deleteBeforeReplace?: boolean;
}

/**
 * Compares what a resource has with what its inputs ask for. `old` are outputs where the resource's state is
 * compared, or earlier inputs where only those can be; outputs that are not inputs are left out of it.
 */
export function diffShape(shape: Shape, old: Values, now: Values): Change[] {
  return diffObject(shape, old, now, "", false);
}

function diffObject(shape: Shape, old: Values, now: Values, path: string, replaces: boolean): Change[] {
  return Object.entries(shape).flatMap(([name, property]) =>
    property.output === true
      ? []
      : diffProperty(property, old[name], now[name], path === "" ? name : `${path}.${name}`, replaces),
  );
}

function diffProperty(
  property: Property,
  old: Value | undefined,
  now: Value | undefined,
  path: string,
  within: boolean,
): Change[] {
  const replaces = within || property.replaces === true;
  if (now == null && (property.computed === true || isEmpty(old))) {
    return [];
  }
  if (old == null) {
    return isEmpty(now) ? [] : [{ path, kind: "add", replaces }];
  }
  if (now == null) {
    return [{ path, kind: "delete", replaces }];
  }
  if (property.same !== undefined && !hasUnknown(now) && property.same(old, now)) {
    return [];
  }
  const shape = shapeOf(property.kind);
  if (Array.isArray(old) && Array.isArray(now)) {
    return property.unordered === true
      ? diffSet(shape, old, now, path, replaces)
      : diffList(shape, old, now, path, replaces);
  }
  return diffValue(shape, old, now, path, replaces);
}

function diffList(
  shape: Shape | undefined,
  old: Value[],
  now: Value[],
  path: string,
  replaces: boolean,
): Change[] {
  const length = Math.max(old.length, now.length);
  return Array.from({ length }, (_, index) => {
    const where = `${path}[${index}]`;
    if (index >= old.length) {
      return [{ path: where, kind: "add", replaces } as const];
    }
    if (index >= now.length) {
      return [{ path: where, kind: "delete", replaces } as const];
    }
    return diffValue(shape, old[index]!, now[index]!, where, replaces);
  }).flat();
}

function diffSet(
  shape: Shape | undefined,
  old: Value[],
  now: Value[],
  path: string,
  replaces: boolean,
): Change[] {
  const left = [...old.entries()];
  const added = [...now.entries()].filter(([, item]) => {
    const match = left.findIndex(([, other]) => diffValue(shape, other, item, path, replaces).length === 0);
    return match < 0 || (left.splice(match, 1), false);
  });
  const gone = new Map(left);
  const changes: Change[] = added.map(([index]) => ({
    path: `${path}[${index}]`,
    kind: gone.delete(index) ? "update" : "add",
    replaces: replaces || partReplaces(shape),
  }));
  for (const index of gone.keys()) {
    changes.push({ path: `${path}[${index}]`, kind: "delete", replaces: replaces || partReplaces(shape) });
  }
  return changes;
}

function partReplaces(shape: Shape | undefined): boolean {
  return shape !== undefined && Object.values(shape).some((property) => property.replaces === true);
}

function diffValue(
  shape: Shape | undefined,
  old: Value,
  now: Value,
  path: string,
  replaces: boolean,
): Change[] {
  if (shape !== undefined && isObject(old) && isObject(now)) {
    return diffObject(shape, old, now, path, replaces);
  }
  if (isObject(old) && isObject(now)) {
    return diffMap(old, now, path, replaces);
  }
  if (Array.isArray(old) && Array.isArray(now)) {
    return diffList(shape, old, now, path, replaces);
  }
  return old === now ? [] : [{ path, kind: "update", replaces }];
}

function diffMap(old: Values, now: Values, path: string, replaces: boolean): Change[] {
  const keys = new Set([...Object.keys(old), ...Object.keys(now)]);
  keys.delete(defaultsKey);
  return [...keys].flatMap((key) => {
    const where = /^[A-Za-z_$][\w$]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
    return diffProperty({ kind: "any" }, old[key], now[key], where, replaces);
  });
}
