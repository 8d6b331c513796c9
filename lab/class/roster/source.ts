import { readFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { parse as parseCsv } from "csv-parse/sync";
import { isNode, LineCounter, parseDocument, type Document } from "yaml";
import { LabError } from "../../failure.ts";
import { studentSchema } from "./schema.ts";

/** What a roster's file holds, before it is known whether it is right, and where each thing in it stands. */
export interface RosterSource {
  readonly value: Readonly<Record<string, unknown>>;
  /** `roster.yaml, line 7`. */
  readonly placeOf: (path: readonly PropertyKey[]) => string;
}

/** Reads a roster's file. A CSV is a class of its file's name, and a YAML may leave its students to a CSV beside it. */
export function readSource(path: string): RosterSource {
  const extension = extname(path).toLowerCase();
  if (extension === ".csv") {
    const { students, placeOf } = readStudents(path);
    return {
      value: { class: basename(path, extname(path)), students },
      placeOf: ([key, ...rest]) => (key === "students" ? placeOf(rest) : basename(path)),
    };
  }
  if (extension !== ".yaml" && extension !== ".yml") {
    throw new LabError(`A roster is a file .yaml, .yml or .csv, and not ${path}.`);
  }
  return readYaml(path);
}

function readYaml(path: string): RosterSource {
  const counter = new LineCounter();
  const document = parseDocument(textOf(path), { lineCounter: counter });
  const [error] = document.errors;
  if (error) {
    throw new LabError(`${basename(path)} is not YAML: ${error.message.trim()}`);
  }
  const value = document.toJS({ maxAliasCount: 20 }) as unknown;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new LabError(`${basename(path)} must have a class and its students: see docs/classroom.md.`);
  }
  const given = value as Readonly<Record<string, unknown>>;
  const placeOf = (at: readonly PropertyKey[]): string =>
    `${basename(path)}, line ${counter.linePos(offsetOf(document, at)).line}`;
  if (typeof given["students"] === "string") {
    return withStudents(path, given, placeOf);
  }
  return { value: { ...given, students: named(given["students"]) }, placeOf };
}

/** A student who is a name alone. */
const named = (students: unknown): unknown =>
  Array.isArray(students)
    ? students.map((student: unknown) => (typeof student === "string" ? { name: student } : student))
    : students;

function withStudents(
  path: string,
  given: Readonly<Record<string, unknown>>,
  placeOf: RosterSource["placeOf"],
): RosterSource {
  const file = given["students"] as string;
  if (basename(file) !== file || extname(file).toLowerCase() !== ".csv") {
    throw new LabError(
      `${placeOf(["students"])}: students: ${JSON.stringify(file)} is not allowed; it must be a list of students, or the name of a CSV file beside the roster.`,
    );
  }
  const list = readStudents(join(dirname(path), file));
  return {
    value: { ...given, students: list.students },
    placeOf: (at) => (at[0] === "students" && at.length > 1 ? list.placeOf(at.slice(1)) : placeOf(at)),
  };
}

/** Where the thing at a path begins, or the nearest above it that there is. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) {
      return node.range[0];
    }
  }
  return 0;
}

const columns = Object.keys(studentSchema.shape).filter((column) => column !== "settings");

/** Students of a CSV file with a heading. @throws {LabError} for a file that is not such a one */
function readStudents(path: string): {
  readonly students: Record<string, unknown>[];
  readonly placeOf: RosterSource["placeOf"];
} {
  const file = basename(path);
  let rows: { record: Record<string, string>; info: { lines: number } }[];
  try {
    rows = parseCsv(textOf(path), {
      bom: true,
      columns: (heading: string[]) =>
        checkHeading(
          heading.map((column) => column.trim().toLowerCase()),
          file,
        ),
      info: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as typeof rows;
  } catch (error) {
    throw error instanceof LabError
      ? error
      : new LabError(`${file} is not CSV: ${(error as Error).message}.`, { cause: error });
  }
  return {
    students: rows.map(({ record }) => studentOf(record)),
    placeOf: ([index]) => `${file}, line ${typeof index === "number" ? (rows[index]?.info.lines ?? 1) : 1}`,
  };
}

function checkHeading(heading: string[], file: string): string[] {
  const wrong = heading.find((column) => !columns.includes(column));
  const twice = heading.find((column, index) => heading.indexOf(column) !== index);
  if (wrong !== undefined || twice !== undefined || !heading.includes("name")) {
    const problem =
      wrong !== undefined
        ? `there is no column ${JSON.stringify(wrong)}`
        : twice !== undefined
          ? `the column ${twice} is there twice`
          : "the column name is missing";
    throw new LabError(`${file}, line 1: ${problem}. The columns are: ${columns.join(", ")}.`);
  }
  return heading;
}

/** What a row leaves empty is not said. */
function studentOf(row: Readonly<Record<string, string>>): Record<string, unknown> {
  const given = Object.entries(row).filter(([, value]) => value !== "");
  return Object.fromEntries(
    given.map(([column, value]) => [
      column,
      column === "scenarios" ? value.split(/[\s;]+/).filter((name) => name !== "") : value,
    ]),
  );
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new LabError(`The roster ${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
