import { readdir, readFile } from "node:fs/promises";
import { basename, relative } from "node:path";
import {
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  parseDocument,
  type Document,
} from "yaml";
import { projectFolder, stackFileOf } from "../engine/work-folder.ts";
import { LabError } from "./lab-error.ts";

/** Names that a lab's stack can have: they become names in Docker and of a file. */
const allowedName = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;

/** A stack's file, as it was written. */
export interface StackFile {
  readonly stack: string;
  /** Its path as it is shown, from the project's folder. */
  readonly path: string;
  /** What stands under `config`; a value that is encrypted is `{secure: …}`. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Whether a value is encrypted: then only the engine can read them all. */
  readonly encrypted: boolean;
  /** Line that a setting begins on, from 1; undefined for one that is not there. */
  lineOf(path: readonly (string | number)[]): number | undefined;
}

/**
 * Reads a stack's file without the engine.
 *
 * @throws {LabError} when there is no such file, with those that there are, or when it is not YAML, with the line
 */
export async function readStackFile(stack: string): Promise<StackFile> {
  if (!allowedName.test(stack)) {
    throw new LabError(
      `"${stack}" cannot be a lab's name: letters, digits, points, underscores and hyphens, the first a letter or a digit.`,
    );
  }
  const file = stackFileOf(stack);
  const path = relative(projectFolder, file).startsWith("..") ? file : relative(projectFolder, file);
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) {
    throw new LabError(await unknownStack(stack, path));
  }
  return parseStackFile(stack, path, text);
}

/** Whether a stack has a file that describes it. */
export async function hasStackFile(stack: string): Promise<boolean> {
  return (
    allowedName.test(stack) &&
    (await readFile(stackFileOf(stack)).then(
      () => true,
      () => false,
    ))
  );
}

/** @throws {LabError} when the text is not YAML, or not what a stack's file looks like */
export function parseStackFile(stack: string, path: string, text: string): StackFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: true });
  const [error] = document.errors;
  if (error) {
    throw new LabError(`${path} is not YAML: ${error.message.trim()}`);
  }
  const content = document.toJS() as { config?: unknown } | null;
  const settings = content?.config ?? {};
  if (typeof settings !== "object" || Array.isArray(settings) || (content && Array.isArray(content))) {
    throw new LabError(
      `${path}: \`config:\` must be followed by indented lines such as \`lab:profile: rehearsal\`; docs/configuration.md has every setting.`,
    );
  }
  return {
    stack,
    path,
    settings: settings as Record<string, unknown>,
    encrypted: holdsEncrypted(settings),
    lineOf: (at) => lineIn(document, lines, ["config", ...at]),
  };
}

function holdsEncrypted(value: unknown): boolean {
  if (typeof value !== "object" || value === null) {
    return false;
  }
  return isEncrypted(value) || Object.values(value).some(holdsEncrypted);
}

/** Whether a value of a stack's file is one that the engine encrypted. */
export function isEncrypted(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.keys(value).length === 1 &&
    typeof (value as { secure?: unknown }).secure === "string"
  );
}

function lineIn(
  document: Document,
  lines: LineCounter,
  path: readonly (string | number)[],
): number | undefined {
  const parent = document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  if (!isCollection(parent)) {
    return undefined;
  }
  const pair = isMap(parent)
    ? parent.items.find(({ key }) => isScalar(key) && key.value === last)?.key
    : parent.items[Number(last)];
  const node = isPair(pair) ? pair.key : pair;
  const start = isNode(node) && !isAlias(node) ? node.range?.[0] : undefined;
  return start === undefined ? undefined : lines.linePos(start).line;
}

async function unknownStack(stack: string, path: string): Promise<string> {
  const there = await stackNames();
  return (
    `There is no lab "${stack}": ${path} is not there. ` +
    (there.length > 0 ? `There are: ${there.join(", ")}. ` : "") +
    `A copy of stacks/Pulumi.student.yaml under that name is a new one.`
  );
}

/** Names of the stacks that have a file in stacks/. */
export async function stackNames(): Promise<string[]> {
  const files = await readdir(`${projectFolder}stacks`).catch(() => []);
  return files.flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(basename(file))?.[1] ?? []).sort();
}
