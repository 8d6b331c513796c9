/** One line of JSON as it is shown. */
export interface Line {
  /** Levels that it is indented by. */
  readonly depth: number;
  /** The key with its quotes and colon; empty in a list. */
  readonly key: string;
  readonly value: string;
  /** Whether it is the indicator that the story is about. */
  readonly marked: boolean;
}

/** Lines that belong together: the same on both sides, or different. */
export interface Hunk {
  readonly same: boolean;
  readonly before: readonly Line[];
  readonly after: readonly Line[];
}

type Json = unknown;
type JsonObject = Readonly<Record<string, Json>>;
type Marks = ReadonlySet<string>;

/**
 * Two documents side by side, key by key: what one of them lacks stands beside what it has in its place. They are written
 * as JSON is, a value a line, without commas.
 *
 * @param marks paths such as `data.misp.value` of values that are to be seen at once
 */
export function compare(before: JsonObject, after: JsonObject, marks: Marks): Hunk[] {
  return joined(hunksOf(before, after, "", 0, marks));
}

function hunksOf(before: JsonObject, after: JsonObject, path: string, depth: number, marks: Marks): Hunk[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key): Hunk[] => {
    const [left, right] = [before[key], after[key]];
    const inner = path === "" ? key : `${path}.${key}`;
    if (isObject(left) && isObject(right)) {
      const label = JSON.stringify(key);
      return [
        same([{ depth, key: `${label}: `, value: "{", marked: false }]),
        ...hunksOf(left, right, inner, depth + 1, marks),
        same([{ depth, key: "", value: "}", marked: false }]),
      ];
    }
    const lines = (value: Json): Line[] =>
      value === undefined ? [] : linesOf(value, `${JSON.stringify(key)}: `, inner, depth, marks);
    return JSON.stringify(left) === JSON.stringify(right)
      ? [same(lines(left))]
      : [{ same: false, before: lines(left), after: lines(right) }];
  });
}

const same = (lines: readonly Line[]): Hunk => ({ same: true, before: lines, after: lines });

function linesOf(value: Json, key: string, path: string, depth: number, marks: Marks): Line[] {
  const line = (text: string, label = key): Line => ({
    depth,
    key: label,
    value: text,
    marked: marks.has(path),
  });
  if (Array.isArray(value)) {
    const short = value.every((item) => typeof item !== "object");
    return short
      ? [line(`[${value.map((item) => JSON.stringify(item)).join(", ")}]`)]
      : [line("["), ...value.flatMap((item) => linesOf(item, "", path, depth + 1, marks)), line("]", "")];
  }
  if (isObject(value)) {
    const inner = Object.entries(value).flatMap(([name, item]) =>
      linesOf(item, `${JSON.stringify(name)}: `, `${path}.${name}`, depth + 1, marks),
    );
    return [line("{"), ...inner, line("}", "")];
  }
  return [line(JSON.stringify(value))];
}

function joined(hunks: readonly Hunk[]): Hunk[] {
  const result: Hunk[] = [];
  for (const hunk of hunks) {
    const last = result.at(-1);
    if (last?.same === hunk.same) {
      result[result.length - 1] = {
        same: hunk.same,
        before: [...last.before, ...hunk.before],
        after: [...last.after, ...hunk.after],
      };
    } else {
      result.push(hunk);
    }
  }
  return result;
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
