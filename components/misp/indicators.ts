import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename, extname } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse as parseCsv } from "csv-parse/sync";
import { parse as parseYaml } from "yaml";
import { z } from "zod";
import type { MispAttribute, MispEvent } from "../../configurator/desired.ts";
import { templatesFolder } from "../template.ts";
import { attributeTypes } from "./attribute-types.ts";

/** A file with indicators cannot be used; the message names the file, the place in it and what is allowed. */
export class IndicatorError extends pulumi.RunError {}

/** The project's folder, from which the paths of such files count. */
const projectFolder = new URL("../../", import.meta.url);

/** The indicators that the lab brings itself, from templates/misp/events.yaml. */
export function labEvents(): MispEvent[] {
  return parseYaml(readFileSync(new URL("misp/events.yaml", templatesFolder), "utf8")) as MispEvent[];
}

/**
 * Reads a file with indicators: `.json` with MISP events, `.csv` with columns, or `.txt` with `type,value` in each line.
 * The events and attributes that it makes have UUIDs that are the same each time.
 *
 * @param path from the project's folder, or absolute
 * @throws {IndicatorError} for a file that is not there, or the first thing in it that cannot be used
 */
export function readIndicators(path: string): MispEvent[] {
  let text: string;
  try {
    text = readFileSync(new URL(path, projectFolder), "utf8");
  } catch (error) {
    throw new IndicatorError(
      `lab:misp.indicators: the file ${path} cannot be read: ${(error as Error).message}`,
    );
  }
  switch (extname(path)) {
    case ".json":
      return eventsOfJson(text, path);
    case ".csv":
      return [eventOf(path, rowsOfCsv(text, path))];
    default:
      return [eventOf(path, rowsOfList(text))];
  }
}

/** One indicator as a file has it, with the place in the file. */
interface Row {
  readonly line: number;
  readonly type: string;
  readonly value: string;
  readonly category?: string;
  readonly to_ids?: string;
  readonly comment?: string;
}

function rowsOfCsv(text: string, path: string): Row[] {
  let rows: { record: Record<string, string>; info: { lines: number } }[];
  try {
    rows = parseCsv(text, {
      columns: true,
      skip_empty_lines: true,
      trim: true,
      bom: true,
      info: true,
    }) as never;
  } catch (error) {
    throw new IndicatorError(`${path}: this is not CSV: ${(error as Error).message}`);
  }
  const [first] = rows;
  if (first && !("type" in first.record && "value" in first.record)) {
    throw new IndicatorError(
      `${path}: its heading is ${Object.keys(first.record).join(",")}; it must have the columns type and value.`,
    );
  }
  return rows.map(({ record, info }) => ({
    ...(record as { type: string; value: string }),
    line: info.lines,
  }));
}

function rowsOfList(text: string): Row[] {
  return text.split(/\r?\n/).flatMap((content, index) => {
    const line = content.trim();
    if (line === "" || line.startsWith("#")) {
      return [];
    }
    // What is behind the first comma is the value, commas and all.
    const [, type = line, value = ""] = /^([^,]*),(.*)$/.exec(line) ?? [];
    return [{ line: index + 1, type: type.trim(), value: value.trim() }];
  });
}

function eventOf(path: string, rows: readonly Row[]): MispEvent {
  const name = basename(path);
  const uuid = uuidOf(`file ${name}`);
  const attributes = new Map<string, MispAttribute>();
  for (const row of rows) {
    checkRow(row, path);
    // MISP takes an indicator once in an event.
    const key = `${uuid} ${row.type} ${row.value}`;
    attributes.set(key, {
      uuid: uuidOf(key),
      type: row.type,
      value: row.value,
      to_ids: row.to_ids === undefined || !/^(0|false|no|)$/i.test(row.to_ids),
      ...(row.category && { category: row.category }),
      ...(row.comment && { comment: row.comment }),
    });
  }
  if (attributes.size === 0) {
    throw new IndicatorError(`${path}: there is no indicator in this file.`);
  }
  return { uuid, info: `Lab: ${name}`, threat_level_id: "2", Attribute: [...attributes.values()] };
}

function checkRow({ line, type, value }: Row, path: string): void {
  const place = `${path}, line ${line}`;
  if (!attributeTypes.has(type)) {
    throw new IndicatorError(
      `${place}: ${JSON.stringify(type)} is not a type of MISP; it must be one such as domain, ip-dst, url or sha256.`,
    );
  }
  if (value === "") {
    throw new IndicatorError(`${place}: the ${type} has no value.`);
  }
}

const attribute = z.object({
  uuid: z.uuid().optional(),
  type: z.string().refine((type) => attributeTypes.has(type), { error: "not a type of MISP" }),
  category: z.string().optional(),
  value: z.string().min(1),
  to_ids: z.boolean().default(true),
  comment: z.string().optional(),
});

const event = z.object({
  uuid: z.uuid().optional(),
  info: z.string().min(1),
  date: z.iso.date().optional(),
  threat_level_id: z.coerce
    .string()
    .regex(/^[1-4]$/)
    .default("2"),
  Tag: z.array(z.object({ name: z.string() })).default([]),
  Attribute: z.array(attribute).default([]),
  Object: z.array(z.object({ Attribute: z.array(attribute).default([]) })).default([]),
});

function eventsOfJson(text: string, path: string): MispEvent[] {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new IndicatorError(`${path}: this is not JSON: ${(error as Error).message}`);
  }
  const { response = content } = content as { response?: unknown };
  return [response].flat().map((one, index) => {
    const result = event.safeParse((one as { Event?: unknown }).Event ?? one);
    if (!result.success) {
      const [issue] = result.error.issues;
      const where = ["Event", ...issue!.path].map(String).join(".");
      throw new IndicatorError(`${path}, event ${index + 1}: ${where}: ${issue!.message}`);
    }
    return plainEvent(result.data, path);
  });
}

/** An event as the lab adds it: an object's attributes are the event's own, for a search finds them alike. */
function plainEvent(
  { Attribute, Object: objects, uuid, Tag, ...rest }: z.infer<typeof event>,
  path: string,
): MispEvent {
  const eventUuid = uuid ?? uuidOf(`event ${basename(path)} ${rest.info}`);
  const all = [...Attribute, ...objects.flatMap((object) => object.Attribute)];
  if (all.length === 0) {
    throw new IndicatorError(`${path}: the event "${rest.info}" has no attributes.`);
  }
  return withoutUndefined({
    ...rest,
    uuid: eventUuid,
    Tag: Tag.map(({ name }) => ({ name })),
    Attribute: all.map((one) =>
      withoutUndefined({ ...one, uuid: one.uuid ?? uuidOf(`${eventUuid} ${one.type} ${one.value}`) }),
    ),
  }) as MispEvent;
}

function withoutUndefined<T extends object>(record: T): T {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
}

/** A UUID that is the same for the same name: version 5 of RFC 9562, in a namespace of the lab's own. */
function uuidOf(name: string): string {
  const namespace = Buffer.from("6f0c5a524a3c4c0e9a550d6b8f2f1a00", "hex");
  const bytes = createHash("sha1").update(namespace).update(name).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
