/** How OpenSearch keeps a field. */
export type FieldType =
  "keyword" | "text" | "long" | "double" | "float" | "date" | "boolean" | "ip" | "object";

/** The fields of one index, by their dotted path. */
export type Mapping = Record<string, FieldType>;

/** Why a whole message is not indexed, in OpenSearch's words. */
export class IndexingProblem extends Error {
  override readonly name = "IndexingProblem";
}

/** A field and a value of it, as it is found in a document. */
export interface Leaf {
  readonly path: string;
  readonly value: string | number | boolean;
  /** Whether it lies in an object in a list: there a long is never widened. */
  readonly inList: boolean;
}

/** What Graylog's own index template says. */
export const templateMapping: Mapping = {
  message: "text",
  full_message: "text",
  source: "text",
  timestamp: "date",
  streams: "keyword",
  gl2_receive_timestamp: "date",
  gl2_processing_timestamp: "date",
  gl2_accounted_message_size: "long",
  gl2_message_id: "keyword",
};

const mostFields = 1000;

/**
 * Adds the fields of a document to the mapping of its index. The first value of a field says what it is.
 * @throws {IndexingProblem} when a value is not what its field is; then the mapping is as it was
 */
export function extendMapping(mapping: Mapping, document: Readonly<Record<string, unknown>>): Mapping {
  // New fields go into an object of their own that falls back to the known ones.
  const added = Object.create(mapping) as Mapping;
  for (const [field, value] of Object.entries(document)) {
    visit(added, field, value, false);
  }
  if (Object.keys(added).length === 0) {
    return mapping;
  }
  const extended = { ...mapping, ...added };
  if (Object.keys(extended).length > mostFields) {
    throw new IndexingProblem(
      `OpenSearchException[OpenSearch exception [type=illegal_argument_exception, reason=Limit of total fields [${mostFields}] has been exceeded]]`,
    );
  }
  return extended;
}

/** The leaves of a document, with lists opened. */
export function* leavesOf(path: string, value: unknown, inList = false): Generator<Leaf> {
  if (Array.isArray(value)) {
    for (const one of value) {
      yield* leavesOf(path, one, inList || (one !== null && typeof one === "object"));
    }
  } else if (value !== null && typeof value === "object") {
    for (const [name, one] of Object.entries(value)) {
      yield* leavesOf(`${path}.${name}`, one, inList);
    }
  } else if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    yield { path, value, inList };
  }
}

function visit(mapping: Mapping, path: string, value: unknown, inList: boolean): void {
  if (Array.isArray(value)) {
    for (const one of value) {
      visit(mapping, path, one, inList || (one !== null && typeof one === "object" && !Array.isArray(one)));
    }
    return;
  }
  if (value !== null && typeof value === "object") {
    visitObject(mapping, path, value, inList);
    return;
  }
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    const known = mapping[path];
    if (known === undefined) {
      mapping[path] = guessed(value);
    }
    check(mapping[path] ?? "keyword", { path, value, inList });
  }
}

function visitObject(mapping: Mapping, path: string, value: object, inList: boolean): void {
  const known = mapping[path];
  if (known !== undefined && known !== "object") {
    throw parsing(path, known, `Can't get text on a START_OBJECT at 1:1`);
  }
  mapping[path] = "object";
  for (const [name, one] of Object.entries(value)) {
    visit(mapping, `${path}.${name}`, one, inList);
  }
}

/** Numbers are numbers, a text is a date when it looks like one, and a keyword otherwise. */
function guessed(value: string | number | boolean): FieldType {
  if (typeof value === "number") {
    return Number.isInteger(value) ? "long" : "float";
  }
  if (typeof value === "boolean") {
    return "boolean";
  }
  return looksLikeDate(value) ? "date" : "keyword";
}

/** `strict_date_optional_time` with a date, and `yyyy/MM/dd` with or without a time: OpenSearch's date detection. */
function looksLikeDate(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}(?:T\d{2}(?::\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)?(?:Z|[+-]\d{2}:?(?:\d{2})?)?)?$/.test(
      text,
    ) || /^\d{4}\/\d{2}\/\d{2}(?: \d{2}:\d{2}:\d{2})?(?: (?:Z|[+-]\d{4}))?$/.test(text)
  );
}

function check(type: FieldType, { path, value, inList }: Leaf): void {
  const text = String(value);
  switch (type) {
    case "object":
      throw new IndexingProblem(
        `OpenSearchException[OpenSearch exception [type=mapper_parsing_exception, reason=object mapping for [${path}] tried to parse field [${path}] as object, but found a concrete value]]`,
      );
    case "keyword":
      if (Buffer.byteLength(text) > 32_766) {
        throw new IndexingProblem(
          `OpenSearchException[OpenSearch exception [type=illegal_argument_exception, reason=Document contains at least one immense term in field="${path}" (whose UTF8 encoding is longer than the max length 32766), all of which were skipped.]]`,
        );
      }
      return;
    case "text":
      return;
    case "boolean":
      fail(!/^(?:true|false|)$/.test(text) || typeof value === "number", path, type, text);
      return;
    case "date":
      fail(!(typeof value === "number" || looksLikeDate(text) || isGraylogTime(text)), path, type, text);
      return;
    case "ip":
      fail(!/^[0-9a-f.:]+$/i.test(text) || !/[.:]/.test(text), path, type, text);
      return;
    case "long":
      if (inList && typeof value === "number" && !Number.isInteger(value)) {
        throw new IndexingProblem(
          `OpenSearchException[OpenSearch exception [type=illegal_argument_exception, reason=mapper [${path}] cannot be changed from type [long] to [float]]]`,
        );
      }
      fail(typeof value === "boolean" || text.trim() === "" || Number.isNaN(Number(text)), path, type, text);
      return;
    case "float":
    case "double":
      fail(typeof value === "boolean" || text.trim() === "" || Number.isNaN(Number(text)), path, type, text);
      return;
  }
}

function isGraylogTime(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d{3}$/.test(text);
}

function fail(wrong: boolean, path: string, type: FieldType, text: string): void {
  if (wrong) {
    throw parsing(path, type, `For input string: "${text.slice(0, 200)}"`);
  }
}

function parsing(path: string, type: FieldType, cause: string): IndexingProblem {
  return new IndexingProblem(
    `OpenSearchException[OpenSearch exception [type=mapper_parsing_exception, reason=failed to parse field [${path}] of type [${type}] in document with id]]; nested: OpenSearchException[OpenSearch exception [type=illegal_argument_exception, reason=${cause}]];`,
  );
}
