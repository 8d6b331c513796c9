import type { Exchange } from "../../http/exchange.ts";
import type { Data } from "./data.ts";
import { dataOf } from "./data.ts";
import { invalidJson, MispError } from "./errors.ts";

/** A request in CakePHP's terms: `/controller/action/passed/…/name:value`. */
export interface MispRequest {
  readonly method: string;
  /** In lower case, such as `attributes`. */
  readonly controller: string;
  /** In lower case, such as `restsearch`; `index` where none is given. */
  readonly action: string;
  readonly passed: readonly string[];
  readonly named: Readonly<Record<string, string>>;
  /** The body's fields; empty where the body is not JSON or a form, or the method is not one that has one. */
  readonly data: Data;
  /** The path, as error answers name it. */
  readonly url: string;
  /** Whether the client asks for JSON. */
  readonly wantsJson: boolean;
  readonly key: string | undefined;
  readonly remoteAddress: string;
}

/** Reads everything but the body, which never fails. */
export function requestOf(exchange: Exchange): MispRequest {
  const path = exchange.path.replace(/\/+$/, "");
  const asJson = path.endsWith(".json");
  // `/admin/users/…` is the same as `/users/…`.
  const parts = (asJson ? path.slice(0, -".json".length) : path)
    .replace(/^\/admin\//, "/")
    .split("/")
    .slice(1)
    .map(decoded);
  const [controller = "", action = "index", ...rest] = parts;
  const isNamed = (part: string): boolean => /^[A-Za-z0-9_]+:/.test(part);
  return {
    method: exchange.method,
    controller: controller.toLowerCase(),
    action: action.toLowerCase(),
    passed: rest.filter((part) => !isNamed(part)),
    named: Object.fromEntries(
      rest
        .filter(isNamed)
        .map((part) => [part.slice(0, part.indexOf(":")), part.slice(part.indexOf(":") + 1)]),
    ),
    data: {},
    url: exchange.path,
    wantsJson: asJson || /^application\/json\b/.test(exchange.headers.accept ?? ""),
    key: exchange.headers.authorization,
    remoteAddress: exchange.remoteAddress,
  };
}

/**
 * Reads the body as MISP does: JSON or a form by its content type, and nothing at all from any other, such as
 * text/plain.
 * @throws {MispError} 405 for JSON that cannot be read
 */
export function bodyOf(exchange: Exchange): Data {
  const type = (exchange.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase();
  if (exchange.method === "GET" || exchange.method === "HEAD" || exchange.body.length === 0) {
    return {};
  }
  if (type === "application/json") {
    return jsonOf(exchange.body);
  }
  if (type === "application/x-www-form-urlencoded") {
    return formOf(exchange.body.toString("utf8"));
  }
  return {};
}

function jsonOf(body: Buffer): Data {
  try {
    const text = new TextDecoder("utf8", { fatal: true }).decode(body);
    // A lone surrogate is what PHP's decoder refuses and JavaScript's does not.
    const loneSurrogate =
      /(?:[^\\]|^)(?:\\\\)*\\u(?:d[89ab][0-9a-f]{2}(?!\\ud[c-f])|(?<!\\ud[89ab][0-9a-f]{2}\\u)d[c-f][0-9a-f]{2})/i;
    if (loneSurrogate.test(text)) {
      throw new SyntaxError("lone surrogate");
    }
    const value = JSON.parse(text) as unknown;
    return Array.isArray(value) ? (value as unknown as Data) : dataOf(value);
  } catch {
    throw new MispError(405, invalidJson);
  }
}

/** `data[value][]=x` and `value=x`, one level of lists. */
function formOf(text: string): Data {
  const data: Record<string, unknown> = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const key = /^data\[(?:\w+\]\[)?(\w+)\]/.exec(name)?.[1] ?? name.replace(/\[\]$/, "");
    if (name.endsWith("[]")) {
      data[key] = [...((data[key] as unknown[] | undefined) ?? []), value];
    } else {
      data[key] = value;
    }
  }
  return data;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
