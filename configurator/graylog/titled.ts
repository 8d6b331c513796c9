import { isDeepStrictEqual } from "node:util";

/** Ids by title: how the parts of the content find each other. */
export type Ids = ReadonlyMap<string, string>;

/** The id of a part that another part names, or an error that says which name is wrong. */
export function idOf(ids: Ids, title: string, kind: string): string {
  const id = ids.get(title);
  if (id === undefined) {
    throw new Error(`the content names the ${kind} "${title}", which it does not define`);
  }
  return id;
}

/**
 * Tells whether everything that is desired is so in what is there. Graylog adds properties of its own to what it was
 * given, so only the desired ones are compared, at every depth; lists must be equal in length and order.
 */
export function holds(actual: unknown, desired: unknown): boolean {
  if (Array.isArray(desired)) {
    return (
      Array.isArray(actual) &&
      actual.length === desired.length &&
      desired.every((item, index) => holds(actual[index], item))
    );
  }
  if (typeof desired === "object" && desired !== null) {
    return (
      typeof actual === "object" &&
      actual !== null &&
      Object.entries(desired).every(([key, value]) => holds((actual as Record<string, unknown>)[key], value))
    );
  }
  return isDeepStrictEqual(actual, desired);
}

/** What one kind of thing needs so that it can be made to be as desired, found again by title. */
export interface Kind<Actual, Desired extends { readonly title: string }> {
  readonly list: () => Promise<readonly Actual[]>;
  readonly title: (actual: Actual) => string;
  readonly id: (actual: Actual) => string;
  readonly create: (desired: Desired) => Promise<string>;
  readonly update: (id: string, desired: Desired, actual: Actual) => Promise<void>;
  readonly isAsDesired: (actual: Actual, desired: Desired) => boolean;
}

/** Creates what is missing, updates what differs, leaves the rest; answers with the ids of all by title. */
export async function ensureAll<Actual, Desired extends { readonly title: string }>(
  kind: Kind<Actual, Desired>,
  desired: readonly Desired[],
): Promise<Ids> {
  const there = new Map((await kind.list()).map((actual) => [kind.title(actual), actual]));
  const ids = new Map<string, string>();
  for (const item of desired) {
    const actual = there.get(item.title);
    if (actual === undefined) {
      ids.set(item.title, await kind.create(item));
      continue;
    }
    const id = kind.id(actual);
    ids.set(item.title, id);
    if (!kind.isAsDesired(actual, item)) {
      await kind.update(id, item, actual);
    }
  }
  return ids;
}
