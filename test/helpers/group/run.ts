/**
 * Runs the test files of many folders in one process, so that what they share is loaded once: starting a process and
 * loading modules for each file takes most of the time that all the tests take. Titles begin with their file, and one
 * file's tests run after another's, each with its own working folder and environment.
 */
import { existsSync, globSync, readdirSync } from "node:fs";
import { registerHooks } from "node:module";
import { join, relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import test from "ava";
import { declaredBy, type Body } from "./declared.ts";
import { currentSurroundings, enter, type Surroundings } from "./surroundings.ts";
import { Turns } from "./turns.ts";

/**
 * Time that a test has (milliseconds): less than AVA's own limit, at which each test that waits for its file's turn would
 * be told as well.
 */
const testLimit = 100_000;

const testFolder = fileURLToPath(new URL("../../", import.meta.url));

/** Runs the test files below a folder of `test/`. The folder is not in their titles: AVA tells its group. */
export const runFolder = (folder: string): Promise<void> => runFiles(testFilesBelow([folder]), folder);

/** Runs the test files below the folders of `test/` that have no group of their own. */
export function runOtherFolders(): Promise<void> {
  const folders = readdirSync(testFolder, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && !existsSync(join(testFolder, `${entry.name}.test.ts`)),
  );
  return runFiles(testFilesBelow(folders.map(({ name }) => name)));
}

/** Paths in `test/`, without the files that have a process of their own. */
const testFilesBelow = (folders: readonly string[]): string[] =>
  folders
    .flatMap((folder) => globSync(join(folder, "**/*.test.ts"), { cwd: testFolder }))
    .filter((path) => !path.endsWith(".alone.test.ts"))
    .sort();

async function runFiles(paths: readonly string[], titledFrom = ""): Promise<void> {
  const surroundings = new Map<string, Surroundings>();
  const turns = new Turns<string>((path) => enter(surroundings.get(path)!));
  const atFirst = currentSurroundings();
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === "ava" && context.parentURL?.endsWith(".test.ts")
        ? next(`./ava.ts?${encodeURIComponent(context.parentURL)}`, {
            ...context,
            parentURL: import.meta.url,
          })
        : next(specifier, context),
  });
  for (const path of paths) {
    const { before, tests } = declaredBy(urlOf(path));
    enter(atFirst);
    try {
      await import(urlOf(path));
      for (const hook of before) {
        await hook();
      }
      if (tests.length === 0) {
        throw new Error("The file declares no test.");
      }
    } catch (error) {
      tests.push({
        title: "is a file of tests",
        serial: false,
        body: () => {
          throw error;
        },
      });
    }
    surroundings.set(path, currentSurroundings());
  }
  // AVA takes tests only until a file has to wait for something: all at once, after the last import.
  for (const path of paths) {
    const { tests, after } = declaredBy(urlOf(path));
    const prefix = relative(titledFrom, path)
      .replace(/\.test\.ts$/, "")
      .replaceAll(sep, " › ");
    for (const { title, body, serial } of tests) {
      const declare = serial ? test.serial : test;
      declare(`${prefix} › ${title}`, (t) => turns.take(path, () => inTime(() => body(t))));
    }
    after.forEach((body) =>
      test.after.always(async () => {
        await body();
      }),
    );
  }
}

const urlOf = (path: string): string => pathToFileURL(join(testFolder, path)).href;

async function inTime(work: () => ReturnType<Body>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new Error(`The test has not ended after ${testLimit / 1_000} seconds.`));
  }, testLimit);
  try {
    await Promise.race([work(), promise]);
  } finally {
    clearTimeout(timer);
  }
}
