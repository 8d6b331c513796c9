import { ConfigurationError, readConfiguration } from "../../../components/configuration.ts";
import { describeIssue } from "../../../components/configuration/describe.ts";
import { LabError } from "../../failure.ts";
import { idOf, stackOf } from "./names.ts";
import { rosterSchema, type Roster, type Student } from "./schema.ts";
import { readSource, type RosterSource } from "./source.ts";

/** One student's lab as the roster has it, complete. */
export interface RosterLab {
  readonly id: string;
  readonly stack: string;
  readonly name: string;
  readonly email?: string | undefined;
  readonly scenarios: readonly string[];
  /** How long it stands, such as `8h`; undefined for as long as nobody takes it down. */
  readonly ttl?: string | undefined;
  /** Settings of its stack, without `lab:` and without what the class decides: ports, and what is shared. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** A class as its roster has it. */
export interface ClassRoster extends Pick<
  Roster,
  "class" | "title" | "shared" | "bindAddress" | "host" | "firstPort"
> {
  readonly labs: readonly RosterLab[];
  /** Settings of the class's own stack: the defaults, as far as they are about what is shared. */
  readonly commonSettings: Readonly<Record<string, unknown>>;
}

/** Settings that decide what the lab's own images are, and what a shared MISP holds. */
const common = ["profile", "size", "versions", "images", "misp"];

/** Settings that follow from the class, so that no roster can say them. */
const decided = ["portBase", "bindAddress", "share", "shared"];

/**
 * Reads a roster, `.yaml` or `.csv`.
 *
 * @throws {LabError} with a sentence for each mistake: its line, the key, the value and what is allowed
 */
export function readRoster(path: string): ClassRoster {
  const source = readSource(path);
  const result = rosterSchema.safeParse(source.value);
  if (!result.success) {
    const name = (at: readonly PropertyKey[]): string => `${source.placeOf(at)}: ${keyOf(at)}`;
    throw new LabError(
      result.error.issues
        .flatMap((issue) =>
          describeIssue(issue, source.value, { name, schema: rosterSchema, kind: "a key of a roster" }),
        )
        .join("\n"),
    );
  }
  const { defaults, students, ...rest } = result.data;
  const mistakes: string[] = [];
  const ids = idsOf(students, source, mistakes);
  const labs = students.map((student, index) => {
    const id = ids[index] ?? "";
    const settings = settingsOf(student, defaults);
    mistakes.push(...mistakesOf(settings, `${source.placeOf(["students", index])}: ${student.name}`));
    return {
      id,
      stack: stackOf(rest.class, id),
      name: student.name,
      email: student.email,
      scenarios: student.scenarios ?? defaults.scenarios ?? [],
      ttl: student.ttl ?? defaults.ttl,
      settings,
    };
  });
  if (mistakes.length > 0) {
    throw new LabError([...new Set(mistakes)].join("\n"));
  }
  const commonSettings = Object.fromEntries(
    Object.entries(settingsOf(undefined, defaults)).filter(([key]) => common.includes(key)),
  );
  return { ...rest, labs, commonSettings };
}

function idsOf(students: readonly Student[], { placeOf }: RosterSource, mistakes: string[]): string[] {
  const taken = new Map<string, number>();
  return students.map((student, index) => {
    const place = placeOf(["students", index]);
    const id = student.id ?? idOf(student.name) ?? "";
    const earlier = taken.get(id);
    if (id === "" || id === "shared") {
      mistakes.push(
        `${place}: students[${index}].name: no id can be made of ${JSON.stringify(student.name)}; give this student an id of small letters, digits and hyphens.`,
      );
    } else if (earlier !== undefined) {
      mistakes.push(
        `${place}: students[${index}]: the id ${id} is that of ${JSON.stringify(students[earlier]!.name)} (${placeOf(["students", earlier])}) too; give one of them another id.`,
      );
    }
    taken.set(id, index);
    return id;
  });
}

function settingsOf(student: Student | undefined, defaults: Roster["defaults"]): Record<string, unknown> {
  const profile = student?.profile ?? defaults.profile;
  const size = student?.size ?? defaults.size;
  return {
    ...(profile && { profile }),
    ...(size && { size }),
    ...defaults.settings,
    ...student?.settings,
  };
}

function mistakesOf(settings: Readonly<Record<string, unknown>>, place: string): string[] {
  const wrong = Object.keys(settings).filter((key) => decided.includes(key));
  if (wrong.length > 0) {
    return wrong.map(
      (key) => `${place}: settings.${key} is decided by the class, and cannot be set for a lab.`,
    );
  }
  try {
    readConfiguration(
      Object.fromEntries(Object.entries(settings).map(([key, value]) => [`lab:${key}`, value])),
    );
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) {
      throw error;
    }
    return error.message.split("\n").map((line) => `${place}: settings: ${line}`);
  }
}

const keyOf = (path: readonly PropertyKey[]): string =>
  path
    .map((key, index) => (typeof key === "number" ? `[${key}]` : `${index === 0 ? "" : "."}${String(key)}`))
    .join("");
