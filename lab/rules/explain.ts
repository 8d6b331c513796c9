import { readFile } from "node:fs/promises";
import { text as textOf } from "node:stream/consumers";
import { Analysis } from "../../analysis/analysis.ts";
import { toText } from "../../analysis/bytes.ts";
import type { CheckInput } from "../../analysis/check/check.ts";
import { readConf } from "../../analysis/check/ossec-conf.ts";
import { type AskedEvent, readAskedEvent } from "../../analysis/explain/read-event.ts";
import { RefusedContent, UnsupportedContent } from "../../analysis/problems.ts";
import { LabError, UsageError } from "../lab-error.ts";

/** The analysis that the content makes. @throws {LabError} when Wazuh would not start with it, or it cannot be followed */
export function analysisOf({ rules, decoders, ossecConf }: CheckInput): Analysis {
  try {
    return new Analysis({
      rules,
      decoders,
      logLevel: ossecConf ? readConf(ossecConf).alertLevel : 3,
      mailLevel: 12,
    });
  } catch (error) {
    if (error instanceof RefusedContent || error instanceof UnsupportedContent) {
      throw new LabError(
        `${toText(error.message)}\n\`npm run lab -- rules check\` tells where, and what to do.`,
        {
          cause: error,
        },
      );
    }
    throw error;
  }
}

/**
 * The events of a file, one a line; `-` is standard input.
 *
 * @throws {UsageError} when the file cannot be read, or holds nothing
 */
export async function readEvents(path: string, location: string): Promise<AskedEvent[]> {
  const text =
    path === "-"
      ? await textOf(process.stdin)
      : await readFile(path, "utf8").catch((error: unknown) => {
          throw new UsageError(`The file ${path} cannot be read: ${(error as Error).message}`, {
            cause: error,
          });
        });
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  if (lines.length === 0) {
    throw new UsageError(
      `There is no event in ${path === "-" ? "standard input" : path}: one stands on each line.`,
    );
  }
  return lines.map((line) => readAskedEvent(line, location));
}
