import { extname } from "node:path";
import { readRoster } from "../../class/roster/read.ts";
import type { ClassWork, LabResult } from "../../class/class.ts";
import { RegisterKeeper } from "../../class/keeper.ts";
import { lockClass } from "../../class/lock.ts";
import { ClassProgress } from "../../class/progress.ts";
import { classNames, readRegister } from "../../class/register.ts";
import { openSession } from "../../session.ts";
import { printable } from "../../terminal.ts";

/** The name of a class that is given by its name, or by its roster. */
export const classNameOf = (given: string): string =>
  [".yaml", ".yml", ".csv"].includes(extname(given).toLowerCase()) ? readRoster(given).class : given;

/** The class that is given, or all that there are. */
export const classesOf = (given: string | undefined): string[] =>
  given === undefined ? classNames() : [classNameOf(given)];

interface WorkOnClassOptions {
  /** Reads the class's register. @default - it must be there */
  readonly keeper?: () => RegisterKeeper;
}

/**
 * Does work on a class that nobody else works on meanwhile. The first Ctrl-C lets what was begun end and begins nothing
 * more; a second one ends at once.
 */
export async function workOnClass<T>(
  className: string,
  parallel: number,
  work: (tools: ClassWork) => Promise<T>,
  options: WorkOnClassOptions = {},
): Promise<T> {
  const release = lockClass(className);
  try {
    return await workOnLocked(className, parallel, work, options);
  } finally {
    release();
  }
}

async function workOnLocked<T>(
  className: string,
  parallel: number,
  work: (tools: ClassWork) => Promise<T>,
  { keeper }: WorkOnClassOptions,
): Promise<T> {
  const kept = keeper?.() ?? new RegisterKeeper(readRegister(className));
  const progress = new ClassProgress();
  const stopping = new AbortController();
  const stop = (): void => {
    stopping.abort();
    progress.notice("Stopping: what was begun is let end. Once more ends it at once.");
  };
  process.once("SIGINT", stop);
  try {
    return await work({
      session: await openSession(undefined, kept.register.common.stack),
      keeper: kept,
      progress,
      parallel,
      signal: stopping.signal,
    });
  } finally {
    process.off("SIGINT", stop);
    progress.close();
  }
}

/** Lines of a failure that are shown: a program's stack goes on for long. */
const mostLines = 12;

/** What failed, and why, each in a paragraph; empty when nothing did. */
export function failureLines(results: readonly LabResult[]): string[] {
  return results
    .filter(({ state }) => state === "failed")
    .map(
      ({ id, failure = "" }) =>
        `${id} failed:\n${failure
          .split("\n")
          .slice(0, mostLines)
          .map((line) => `  ${printable(line)}`)
          .join("\n")}`,
    );
}

/** A result as machines get it. */
export const resultJson = ({ milliseconds, ...result }: LabResult): object => ({
  ...result,
  seconds: Math.round(milliseconds / 100) / 10,
});
