import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Feed } from "./feed.ts";

/** Reads a file of a feed, from its folder or its web server; without a name it is what the URL itself names. */
export async function readFeedFile(feed: Feed, name?: string): Promise<string> {
  if (feed.input_source === "local") {
    return await readFile(name === undefined ? feed.url : join(feed.url, name), "utf8");
  }
  const url = name === undefined ? feed.url : `${feed.url.replace(/\/+$/, "")}/${name}`;
  const response = await fetch(url, { signal: AbortSignal.timeout(30_000) });
  if (!response.ok) {
    throw new Error(`${url} answered ${response.status}.`);
  }
  return await response.text();
}

/** The values of a feed of source format `csv`, as it wrote them: the columns are in its settings, from 1. */
export function csvValues(text: string, feed: Feed): string[] {
  const settings = JSON.parse(feed.settings ?? "{}") as { csv?: { value?: string; delimiter?: string } };
  const delimiter = settings.csv?.delimiter ?? ",";
  const columns = (settings.csv?.value ?? "1").split(",").map((column) => Number(column) - 1);
  return linesOf(text).flatMap((line) => {
    const cells = line.split(delimiter).map((cell) => cell.trim().replace(/^"(.*)"$/, "$1"));
    return columns.map((column) => cells[column] ?? "").filter((cell) => cell !== "");
  });
}

/** The values of a feed of source format `freetext`. */
export function freetextValues(text: string): string[] {
  return linesOf(text).flatMap((line) =>
    line.split(/[\s,;"'<>]+/).filter((word) => guessType(word) !== undefined),
  );
}

/** What a value is, by its form; undefined for one that is no indicator. */
export function guessType(value: string): string | undefined {
  const hashes: Readonly<Record<number, string>> = {
    32: "md5",
    40: "sha1",
    56: "sha224",
    64: "sha256",
    128: "sha512",
  };
  if (/^[0-9a-f]+$/i.test(value) && hashes[value.length] !== undefined) {
    return hashes[value.length];
  }
  if (/^(?:h[tx]{2}ps?|ftp):\/\//i.test(value)) {
    return "url";
  }
  if (
    /^(?:\d{1,3}\.){3}\d{1,3}(?:\/\d{1,2})?$/.test(value) ||
    (value.includes("::") && /^[0-9a-f:]+$/i.test(value))
  ) {
    return "ip-dst";
  }
  if (/^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/.test(value)) {
    return "email-src";
  }
  if (/^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.[a-z]{2,}$/i.test(value)) {
    return value.split(".").length > 2 ? "hostname" : "domain";
  }
  return undefined;
}

function linesOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
}
