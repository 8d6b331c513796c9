import type { IndexedDocument } from "../index/document.ts";
import type { FieldType, Mapping } from "../index/mapping.ts";
import { leavesOf } from "../index/mapping.ts";
import type { Query } from "./syntax.ts";

/** Where a word without a field is looked for. */
const defaultFields = ["message", "full_message", "source"];

/** A document, opened for matching. */
export interface Searchable {
  readonly mapping: Mapping;
  /** The values of a field, by its dotted path. */
  readonly values: (field: string) => readonly (string | number | boolean)[];
}

/** Opens a document of an index. */
export function searchable(document: IndexedDocument, id: string, mapping: Mapping): Searchable {
  return {
    mapping,
    values: (field) => {
      if (field === "_id" || field === "gl2_id") {
        return [id];
      }
      // A path may be a name with dots in it or lead into objects.
      const [top = "", ...path] = field.split(".");
      const start = Object.hasOwn(document, field) ? document[field] : document[top];
      const root = Object.hasOwn(document, field) ? field : top;
      const wanted = Object.hasOwn(document, field) ? field : [top, ...path].join(".");
      return [...leavesOf(root, start)].filter((leaf) => leaf.path === wanted).map(({ value }) => value);
    },
  };
}

/** Whether a document is what a query asks for. */
export function matches(query: Query, document: Searchable): boolean {
  switch (query.kind) {
    case "all":
      return true;
    case "and":
      return query.parts.every((part) => matches(part, document));
    case "or":
      return query.parts.some((part) => matches(part, document));
    case "not":
      return !matches(query.part, document);
    case "exists":
      return document.values(query.field).length > 0;
    case "term":
      return anyValue(query.field, document, (value, type) => termMatches(query, value, type));
    case "regex": {
      const pattern = new RegExp(`^(?:${query.pattern})$`, "s");
      return anyValue(query.field, document, (value, type) =>
        type === "text"
          ? tokens(String(value)).some((token) => pattern.test(token))
          : pattern.test(String(value)),
      );
    }
    case "range":
      return anyValue(query.field, document, (value, type) => inRange(query, value, type));
  }
}

function anyValue(
  field: string | undefined,
  document: Searchable,
  test: (value: string | number | boolean, type: FieldType) => boolean,
): boolean {
  const fields = field === undefined ? defaultFields : [field];
  return fields.some((name) =>
    document.values(name).some((value) => test(value, document.mapping[name] ?? "keyword")),
  );
}

function termMatches(
  { text, quoted, wildcard }: Extract<Query, { kind: "term" }>,
  value: string | number | boolean,
  type: FieldType,
): boolean {
  if (type === "text") {
    return textMatches(text, quoted, wildcard, String(value));
  }
  if (wildcard) {
    return wildcardPattern(text).test(String(value));
  }
  switch (type) {
    case "long":
    case "float":
    case "double":
      return text.trim() !== "" && Number(text) === Number(value);
    case "date":
      return timeOf(text) === timeOf(String(value));
    case "boolean":
      return text.toLowerCase() === String(value);
    default:
      return text === String(value);
  }
}

/** Analysed text: the words in lower case; quoted, they must follow each other. */
function textMatches(text: string, quoted: boolean, wildcard: boolean, value: string): boolean {
  const found = tokens(value);
  if (wildcard) {
    const pattern = wildcardPattern(text.toLowerCase());
    return found.some((token) => pattern.test(token));
  }
  const wanted = tokens(text);
  if (!quoted && wanted.length <= 1) {
    return wanted.length === 1 && found.includes(wanted[0] ?? "");
  }
  return found.some((_token, start) => wanted.every((token, index) => found[start + index] === token));
}

/** OpenSearch's standard analyser, for most of what is in logs: letters and digits, with dots and quotes inside. */
function tokens(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}_]+(?:['.:](?=[\p{L}\p{N}_])[\p{L}\p{N}_]+)*/gu) ?? [];
}

function wildcardPattern(text: string): RegExp {
  const source = text.replaceAll(
    /\\(.)|([*?])|([.+^${}()|[\]/])/g,
    (_all, escaped: string | undefined, wild: string | undefined, special: string | undefined) => {
      if (wild !== undefined) {
        return wild === "*" ? ".*" : ".";
      }
      return `\\${escaped ?? special ?? ""}`;
    },
  );
  return new RegExp(`^${source}$`, "s");
}

function inRange(
  { from, to, withFrom, withTo }: Extract<Query, { kind: "range" }>,
  value: string | number | boolean,
  type: FieldType,
): boolean {
  const key = (bound: string | number | boolean): string | number => {
    if (type === "date") {
      return timeOf(String(bound));
    }
    return type === "long" || type === "float" || type === "double" ? Number(bound) : String(bound);
  };
  const at = key(value);
  const low = from === "*" || (withFrom ? at >= key(from) : at > key(from));
  const high = to === "*" || (withTo ? at <= key(to) : at < key(to));
  return low && high;
}

/** Milliseconds since 1970; without a zone it is UTC. */
function timeOf(text: string): number {
  if (/^\d+$/.test(text)) {
    return Number(text);
  }
  const iso = text.replace(" ", "T");
  return Date.parse(/(?:Z|[+-]\d{2}:?\d{2})$/.test(iso) || !iso.includes("T") ? iso : `${iso}Z`);
}
