/** Asking MISP for values: together, in pages, and with what comes back held against what was asked. */
import { isObject } from "../alert/alert.ts";
import { Trouble, troubleOf } from "../errors.ts";
import { comparable } from "../indicators/question.ts";
import type { Options } from "../settings/options.ts";
import { type Attribute, attributeOf } from "./attribute.ts";
import type { Answer, MispClient } from "./client.ts";
import { comparableHalf, halvesOf } from "./halves.ts";
import { type Filters, restSearchOf } from "./question.ts";

/** The attributes of each value that was asked for; a value without any has an empty list. */
export type Answers = ReadonlyMap<string, readonly Attribute[]>;

export type SearchOptions = Filters & Pick<Options, "values_per_request" | "parallel" | "limit">;

/** Pages of one question; a value that fills more is in thousands of attributes, and no indicator. */
const mostPages = 20;

/** The rows of an answer of `/attributes/restSearch`. */
export const rowsOf = (answer: Answer, url: string): unknown[] => {
  const response = isObject(answer.json) ? answer.json["response"] : undefined;
  const rows = isObject(response) ? response["Attribute"] : undefined;
  if (!Array.isArray(rows)) {
    throw new Trouble(
      "not-json",
      `What answers at ${url} is not MISP: check that <hook_url> is its base address.`,
      200,
    );
  }
  return rows;
};

/** Rows that MISP left out of a page, as those on a warninglist. */
export const skippedOf = (answer: Answer): number =>
  Number(answer.headers.get("x-skipped-elements-count") ?? 0) || 0;

/** Whether an attribute passes the filters; tags are held against them here, MISP knows nothing of these lists. */
export const isWanted = (attribute: Attribute, filters: Filters): boolean =>
  (!filters.to_ids || attribute.toIds) &&
  (filters.types.length === 0 || filters.types.includes(attribute.type)) &&
  (filters.tags.length === 0 || filters.tags.some((tag) => attribute.tags.includes(tag))) &&
  !filters.exclude_tags.some((tag) => attribute.tags.includes(tag));

const chunks = <T>(items: readonly T[], size: number): T[][] => {
  const parts: T[][] = [];
  for (let start = 0; start < items.length; start += size) {
    parts.push(items.slice(start, start + size));
  }
  return parts;
};

const searchChunk = async (
  client: MispClient,
  values: readonly string[],
  options: SearchOptions,
): Promise<Map<string, Attribute[]>> => {
  const found = new Map(values.map((value) => [comparable(value), new Map<string, Attribute>()]));
  for (let page = 1; page <= mostPages; page += 1) {
    const question = restSearchOf(values, options, options.limit, page);
    const answer = await client.request("POST", "/attributes/restSearch", question);
    const rows = rowsOf(answer, client.url);
    for (const attribute of rows.map(attributeOf)) {
      if (attribute !== undefined && isWanted(attribute, options)) {
        for (const half of halvesOf(attribute.type, attribute.value)) {
          found.get(comparableHalf(half))?.set(attribute.id, attribute);
        }
      }
    }
    if (rows.length + skippedOf(answer) < options.limit) {
      break;
    }
  }
  return new Map(values.map((value) => [value, [...found.get(comparable(value))!.values()]]));
};

export interface SearchResult {
  /** Only the values that MISP answered for. */
  readonly answers: Map<string, readonly Attribute[]>;
  /** Why the others have no answer. */
  readonly trouble?: Trouble;
}

/**
 * Asks MISP for values, as many as it takes in one question, and a few questions at a time. After a failure no further
 * question is asked.
 */
export const search = async (
  client: MispClient,
  values: readonly string[],
  options: SearchOptions,
): Promise<SearchResult> => {
  const queue = chunks(values, options.values_per_request);
  const answers = new Map<string, readonly Attribute[]>();
  let trouble: Trouble | undefined;
  const worker = async () => {
    for (let chunk = queue.shift(); chunk !== undefined && trouble === undefined; chunk = queue.shift()) {
      try {
        for (const [value, attributes] of await searchChunk(client, chunk, options)) {
          answers.set(value, attributes);
        }
      } catch (error) {
        trouble ??= troubleOf(error);
      }
    }
  };
  const count = Math.min(options.parallel, queue.length);
  const workers: Promise<void>[] = [];
  while (workers.length < count) {
    workers.push(worker());
  }
  await Promise.all(workers);
  return { answers, ...(trouble === undefined ? {} : { trouble }) };
};
