/** A value in which everything under the given keys is `*`, so that two answers can be compared without it. */
export function masked(value: unknown, keys: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) {
    return value.map((one) => masked(one, keys));
  }
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, keys.has(key) ? "*" : masked(one, keys)]),
    );
  }
  return value;
}
