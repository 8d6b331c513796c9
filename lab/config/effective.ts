import type { Configuration } from "../../components/configuration.ts";
import { imageReferences, releasesOf } from "../../components/versions.ts";
import { isEncrypted, type StackFile } from "../stack-file.ts";

/** One value that a lab has, and where it comes from. */
export interface EffectiveValue {
  /** Its name, as `pulumi config set --path` has it. */
  readonly key: string;
  /** `(encrypted)` for one that is. */
  readonly value: string;
  /** A place in the stack's file, `default`, or `pinned` for a release of this project's. */
  readonly source: string;
}

type Path = readonly (string | number)[];

/** Every value of a lab's configuration, in the order of their names, with the place that it comes from. */
export function effectiveValues(file: StackFile, configuration: Configuration): EffectiveValue[] {
  const values = [...leaves(configuration, [])].map(([path, value]): EffectiveValue => {
    const source = sourceOf(file, path);
    return { key: nameOf(path), value: source.encrypted ? "(encrypted)" : shown(value), source: source.text };
  });
  return [...values, ...pinned(configuration), ...otherSettings(file)].sort((a, b) =>
    a.key.localeCompare(b.key),
  );
}

function* leaves(value: unknown, path: Path): Generator<[Path, unknown]> {
  if (value === undefined) {
    return;
  }
  const isEmpty = typeof value === "object" && value !== null && Object.keys(value).length === 0;
  if (typeof value !== "object" || value === null || (isEmpty && Array.isArray(value))) {
    yield [path, value];
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      yield* leaves(item, [...path, index]);
    }
  } else {
    for (const [key, item] of Object.entries(value)) {
      yield* leaves(item, [...path, key]);
    }
  }
}

/** Where a value is written: itself, or the nearest thing around it that the file has. */
function sourceOf(file: StackFile, path: Path): { readonly text: string; readonly encrypted: boolean } {
  const [first, ...rest] = path;
  let given: unknown = file.settings[`lab:${String(first)}`];
  if (given === undefined) {
    return { text: "default", encrypted: false };
  }
  const walked: (string | number)[] = [`lab:${String(first)}`];
  for (const key of rest) {
    if (isEncrypted(given)) {
      break;
    }
    // A value of the file may be JSON in a text, which has no places of its own.
    if (typeof given !== "object" || given === null) {
      break;
    }
    const next = (given as Record<string | number, unknown>)[key];
    if (next === undefined) {
      return { text: "default", encrypted: false };
    }
    given = next;
    walked.push(key);
  }
  return { text: `${file.path}:${file.lineOf(walked) ?? "?"}`, encrypted: isEncrypted(given) };
}

/** Releases and images that the configuration does not name. */
function pinned({ versions, images }: Configuration): EffectiveValue[] {
  const releases = releasesOf(versions);
  const of = (
    section: string,
    all: Readonly<Record<string, string>>,
    given: Readonly<Record<string, unknown>>,
  ) =>
    Object.entries(all)
      .filter(([name]) => given[name] === undefined)
      .map(([name, value]) => ({ key: nameOf([section, name]), value, source: "pinned" }));
  return [...of("versions", releases, versions), ...of("images", imageReferences(releases, images), images)];
}

/** Settings of the plugins, such as `docker:host`. */
function otherSettings(file: StackFile): EffectiveValue[] {
  return Object.entries(file.settings)
    .filter(([key]) => !key.startsWith("lab:"))
    .map(([key, value]) => ({
      key,
      value: isEncrypted(value) ? "(encrypted)" : shown(value),
      source: `${file.path}:${file.lineOf([key]) ?? "?"}`,
    }));
}

const shown = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** `lab:fluentBit.outputs[0].host`. */
function nameOf([first, ...rest]: Path): string {
  return `lab:${String(first)}${rest.map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`)).join("")}`;
}
