import { groupsOf } from "../events/aggregate.ts";
import type { Group } from "../events/aggregate.ts";
import type { Series } from "../events/definition.ts";
import type { Stored } from "../index/indices.ts";
import { parseElasticTime } from "../messages/times.ts";

/** One search type of a query, as it is kept. */
export interface SearchType {
  readonly id: string;
  readonly type: string;
  readonly name?: string | null;
  readonly timerange?: unknown;
  readonly query?: { readonly query_string?: string } | null;
  readonly streams?: readonly string[] | null;
  readonly limit?: number;
  readonly offset?: number;
  readonly row_groups?: readonly RowGroup[];
  readonly series?: readonly Series[];
  readonly rollup?: boolean;
}

/** What the rows of a pivot are: the values of fields, or pieces of time. */
export interface RowGroup {
  readonly type: string;
  readonly field?: string;
  readonly fields?: readonly string[];
  readonly limit?: number;
  readonly interval?: { readonly type?: string; readonly timeunit?: string; readonly scaling?: number };
}

/** What a search type finds, but for its time range. */
export function resultOf(searchType: SearchType, messages: readonly Stored[]): Record<string, unknown> {
  const base = { id: searchType.id, name: searchType.name ?? null, type: searchType.type };
  if (searchType.type === "messages") {
    const start = searchType.offset ?? 0;
    const shown = messages.slice(start, start + (searchType.limit ?? 150));
    return { ...base, messages: shown.map(shownMessage), total_results: messages.length };
  }
  return { ...base, rows: rowsOf(searchType, messages), total: messages.length };
}

function shownMessage({ id, index, document }: Stored): Record<string, unknown> {
  const timestamp = parseElasticTime(document["timestamp"] as string)?.toISOString();
  return {
    highlight_ranges: {},
    message: { ...document, timestamp, _id: id },
    index,
    decoration_stats: null,
  };
}

/** The rows of a pivot, the largest group first; with `rollup` one row for all of them, with an empty key. */
function rowsOf(searchType: SearchType, messages: readonly Stored[]): Record<string, unknown>[] {
  const series = searchType.series ?? [];
  const rowGroups = searchType.row_groups ?? [];
  const all = row([], "non-leaf", groupsOf(messages, [], series)[0], series);
  if (rowGroups.length === 0) {
    return [row([], "leaf", groupsOf(messages, [], series)[0], series)];
  }
  const fields = rowGroups.flatMap(
    ({ field, fields: several }) => several ?? (field === undefined ? [] : [field]),
  );
  const cut = messages.flatMap((message) => withPieces(message, rowGroups));
  const limit = Math.min(...rowGroups.map((group) => group.limit ?? 1000));
  const groups = groupsOf(cut, fields, series)
    .sort((left, right) => right.messages.length - left.messages.length || (left.key < right.key ? -1 : 1))
    .slice(0, limit);
  const isTime = rowGroups[0]?.type === "time";
  const sorted = isTime ? groups.sort((left, right) => (left.key < right.key ? -1 : 1)) : groups;
  const rows = sorted.map((group) => row(group.key, "leaf", group, series));
  return searchType.rollup === true ? [...rows, all] : rows;
}

function row(
  key: readonly string[],
  source: "leaf" | "non-leaf",
  group: Group | undefined,
  series: readonly Series[],
): Record<string, unknown> {
  return {
    key,
    values: series.map(({ id }) => ({
      key: [id],
      value: group?.values.get(id) ?? 0,
      rollup: true,
      source: source === "leaf" ? "row-leaf" : "row-inner",
    })),
    source,
  };
}

/** A message once for each element of a list that it is grouped by, and with times cut to their interval. */
function withPieces(message: Stored, rowGroups: readonly RowGroup[]): Stored[] {
  let pieces: Stored[] = [message];
  for (const { type, field, fields, interval } of rowGroups) {
    for (const name of fields ?? (field === undefined ? [] : [field])) {
      pieces = pieces.flatMap((piece) => {
        const value = piece.document[name];
        const values: unknown[] = Array.isArray(value) ? value : [value];
        return values.map((one) => ({
          ...piece,
          document: { ...piece.document, [name]: type === "time" ? cutTime(one, interval) : one },
        }));
      });
    }
  }
  return pieces;
}

function cutTime(value: unknown, interval: RowGroup["interval"]): unknown {
  const time = typeof value === "string" ? parseElasticTime(value) : undefined;
  if (time === undefined) {
    return value;
  }
  const match = /^(\d+)([smhdw])$/.exec(interval?.timeunit ?? "1h");
  const unit =
    { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }[match?.[2] ?? "h"] ?? 3_600_000;
  const length = Number(match?.[1] ?? 1) * unit;
  return new Date(Math.floor(time.getTime() / length) * length).toISOString();
}
