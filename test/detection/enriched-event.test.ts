import test from "ava";
import { enrichedFields } from "../../integration-script/enriched-event.ts";
import { errorDatagram, matchDatagram } from "./enriched.ts";

/** The fields of the event of a datagram by their paths. */
function fieldsOf(datagram: string): ReadonlyMap<string, unknown> {
  const flatten = (value: object, prefix: string): [string, unknown][] =>
    Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
      typeof inner === "object" && inner !== null && !Array.isArray(inner)
        ? flatten(inner, `${prefix}${key}.`)
        : [[`${prefix}${key}`, inner]],
    );
  return new Map(flatten(JSON.parse(datagram.slice(datagram.indexOf("{"))) as object, ""));
}

const typeOf = (value: unknown): string =>
  Array.isArray(value) && value.every((item) => typeof item === "string") ? "strings" : typeof value;

for (const [what, present, datagram] of [
  ["a match", "match", matchDatagram()],
  ["trouble", "error", errorDatagram("timeout")],
] as const) {
  test(`the event of ${what} has the fields that are described for it, and each is of the type that is said`, (t) => {
    const fields = fieldsOf(datagram);
    const described = new Map(enrichedFields.map((field) => [field.path, field]));
    for (const [path, value] of fields) {
      t.is(typeOf(value), described.get(path)?.type ?? "not described", path);
    }
    t.deepEqual(
      enrichedFields
        .filter((field) => field.present === "always" || field.present === present)
        .map(({ path }) => path)
        .filter((path) => !fields.has(path)),
      [],
    );
  });
}
