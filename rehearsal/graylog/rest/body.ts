import type { Exchange } from "../../http/exchange.ts";
import { ApiProblem } from "./errors.ts";
import type { Shape, ShapeByType, ShapeList, ShapeMap } from "./shapes.ts";

/** The fields of a body. */
export type Body = Readonly<Record<string, unknown>>;

/**
 * Reads a body and refuses what Graylog refuses: no JSON, a property that it does not know.
 * @throws {ApiProblem} 400
 */
export function bodyOf(exchange: Exchange, shape: Shape): Body {
  const text = exchange.body.toString("utf8");
  const value = parsed(text);
  check(value, shape, [], text);
  return value;
}

/**
 * Reads a body of the form `{"entity": {…}, "share_request": …}`, and gives what is inside.
 * @throws {ApiProblem} 400, also where the wrapper is missing
 */
export function entityOf(exchange: Exchange, shape: Shape): Body {
  const text = exchange.body.toString("utf8");
  const { entity } = parsed(text);
  if (entity === null || typeof entity !== "object" || Array.isArray(entity)) {
    const { line, column } = placeAt(text, text.trimEnd().length - 1);
    throw new ApiProblem(400, `Error at "" [${line}, ${column}]: entity cannot be null`, "RequestError", {
      line,
      column,
      reference_path: "org.graylog.security.shares.CreateEntityRequest",
    });
  }
  check(entity, shape, ["entity"], text);
  return entity as Body;
}

/**
 * What a body must have, beside what it may.
 * @throws {ApiProblem} 400 with the names of what is missing
 */
export function mustHave(body: Body, ...names: readonly string[]): void {
  const missing = names.filter((name) => body[name] === undefined || body[name] === null);
  if (missing.length > 0) {
    throw new ApiProblem(400, `Missing required properties: ${missing.join(" ")}`, "RequestError");
  }
}

function parsed(text: string): Body {
  try {
    const value = JSON.parse(text) as unknown;
    if (value !== null && typeof value === "object" && !Array.isArray(value)) {
      return value as Body;
    }
  } catch {
    // Answered below, with what is no object.
  }
  throw new ApiProblem(400, "Unable to process JSON", "RequestError", { line: 1, column: 1 });
}

function check(value: unknown, shape: Shape, path: readonly string[], text: string): void {
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    return;
  }
  for (const [name, one] of Object.entries(value)) {
    const known = Object.hasOwn(shape.properties, name) ? shape.properties[name] : undefined;
    if (known === undefined) {
      throw unknownProperty(name, one, shape, path, text);
    }
    if (known !== "any") {
      checkInside(one, known, [...path, name], text);
    }
  }
}

function checkInside(
  value: unknown,
  shape: Shape | ShapeList | ShapeMap | ShapeByType,
  path: readonly string[],
  text: string,
): void {
  if (value === null || typeof value !== "object") {
    return;
  }
  if ("properties" in shape) {
    check(value, shape, path, text);
  } else if ("types" in shape) {
    const { type } = value as { type?: string };
    const found = shape.types[type ?? ""];
    if (found === undefined) {
      const known = Object.keys(shape.types).join(", ");
      throw new ApiProblem(
        400,
        `Could not resolve type id '${type ?? ""}': known type ids = [${known}]`,
        "RequestError",
        { path: path.join(".") },
      );
    }
    check(value, found, path, text);
  } else if ("each" in shape) {
    (Array.isArray(value) ? value : []).forEach((one, index) =>
      checkInside(one, shape.each, [...path, `[${index}]`], text),
    );
  } else {
    Object.entries(value).forEach(([name, one]) => checkInside(one, shape.values, [...path, name], text));
  }
}

function unknownProperty(
  name: string,
  value: unknown,
  shape: Shape,
  path: readonly string[],
  text: string,
): ApiProblem {
  const known = Object.keys(shape.properties).join(", ");
  const quoted = JSON.stringify(name).replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const at = new RegExp(`${quoted}\\s*:\\s*`).exec(text);
  const end = at === null ? 0 : at.index + at[0].length + readLength(value);
  const { line, column } = placeAt(text, end);
  return new ApiProblem(
    400,
    `Unable to map property ${name}.\nKnown properties include: ${known}`,
    "RequestError",
    { line, column, path: [...path, name].join("."), reference_path: `${shape.java}["${name}"]` },
  );
}

/** How far Jackson has read when it complains about a value: into a container, and one behind a number. */
function readLength(value: unknown): number {
  if (value !== null && typeof value === "object") {
    return 1;
  }
  return JSON.stringify(value).length + (typeof value === "number" ? 1 : 0);
}

function placeAt(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
