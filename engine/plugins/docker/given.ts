/** An option of an API for a value that was given, or none. */
export function given<Name extends string, Value>(
  name: Name,
  value: Value | null | undefined,
): { [key in Name]?: Value } {
  return value == null ? {} : ({ [name]: value } as { [key in Name]: Value });
}

/** The items of a list for which an API also writes null. */
export function itemsOf<Item>(list: readonly Item[] | null | undefined): Item[] {
  return [...(list ?? [])];
}
