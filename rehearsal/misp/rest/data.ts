/** The fields of a request's body, after `{"Event": …}` and the like were taken off. */
export type Data = Readonly<Record<string, unknown>>;

/** Whether PHP takes a value for true when it is stored as a flag. */
export function truth(value: unknown): boolean {
  return !(
    value === undefined ||
    value === null ||
    value === false ||
    value === 0 ||
    value === "0" ||
    value === ""
  );
}

/** A text or a number as text; empty for anything else. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

/** An object, or the fields of nothing. */
export function dataOf(value: unknown): Data {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Data) : {};
}

/** The objects of a list, or the one object where a list was meant. */
export function listOf(value: unknown): Data[] {
  if (Array.isArray(value)) {
    return value.map(dataOf);
  }
  return value !== null && typeof value === "object" ? Object.values(value).map(dataOf) : [];
}
