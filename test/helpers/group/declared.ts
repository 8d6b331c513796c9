import type { ExecutionContext } from "ava";

export type Body = (t: ExecutionContext) => unknown;

export type Hook = () => unknown;

/** What a test file has declared. */
export interface Declared {
  /** What to do as soon as the file is loaded. */
  readonly before: Hook[];
  readonly tests: {
    readonly title: string;
    readonly body: Body;
    /** Whether it runs while no other test of the group does, before those that may run together. */
    readonly serial: boolean;
  }[];
  /** What to do when the group's tests have ended. */
  readonly after: Hook[];
}

const all = new Map<string, Declared>();

/** What the test file at a URL has declared until now. */
export function declaredBy(url: string): Declared {
  const declared = all.get(url) ?? { before: [], tests: [], after: [] };
  all.set(url, declared);
  return declared;
}
