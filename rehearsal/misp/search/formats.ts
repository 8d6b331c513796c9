import { createHash } from "node:crypto";
import { valueOf } from "../store/attributes.ts";
import type { Hit } from "./rest-search.ts";

/** One `returnFormat`. A restrictive one asks for `to_ids` and `published` where the request does not say. */
export interface Format {
  readonly name: string;
  readonly contentType: string;
  /** What the header `X-Response-Format` says. */
  readonly responseFormat: string;
  readonly restrictive: boolean;
  write(hits: readonly Hit[]): string;
}

/** The formats that are rehearsed. */
export const formats: Readonly<Record<string, Format | undefined>> = {
  json: {
    name: "json",
    contentType: "application/json; charset=UTF-8",
    responseFormat: "json",
    restrictive: false,
    write: (hits) => JSON.stringify({ response: { Attribute: hits.map(({ shown }) => shown) } }),
  },
  count: {
    name: "count",
    contentType: "text/plain; charset=UTF-8",
    responseFormat: "txt",
    restrictive: false,
    write: (hits) => String(hits.length),
  },
  text: {
    name: "text",
    contentType: "text/plain; charset=UTF-8",
    responseFormat: "txt",
    restrictive: true,
    write: (hits) => lines(hits.map(({ row }) => valueOf(row))),
  },
  cache: {
    name: "cache",
    contentType: "text/plain; charset=UTF-8",
    responseFormat: "txt",
    restrictive: false,
    write: (hits) =>
      lines(
        hits.map(
          ({ row }) => `${createHash("md5").update(valueOf(row)).digest("hex")},${String(row["uuid"])}`,
        ),
      ),
  },
  csv: {
    name: "csv",
    contentType: "text/csv; charset=UTF-8",
    responseFormat: "csv",
    restrictive: true,
    write: (hits) =>
      lines([
        columns.join(","),
        ...hits.map(({ shown }) => columns.map((column) => field(shown[column])).join(",")),
      ]),
  },
};

const columns = ["uuid", "event_id", "category", "type", "value", "comment", "to_ids", "date"];

function field(value: unknown): string {
  const text = typeof value === "boolean" ? String(Number(value)) : typeof value === "string" ? value : "";
  return /^[\w-]*$/.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join("");
}
