import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ContentFile } from "../../analysis/analysis.ts";
import type { CheckInput } from "../../analysis/check/check.ts";
import { UsageError } from "../lab-error.ts";
import { enrichedEvents } from "./known-events.ts";

/** Where rules, decoders and ossec.conf of somebody's own are. */
export interface UserContent {
  /** Folder of rules, as etc/rules/ of a manager. */
  readonly rules?: string;
  /** Folder of decoders, as etc/decoders/. */
  readonly decoders?: string;
  readonly ossecConf?: string;
}

/** Whether something of somebody's own is named. */
export const namesContent = ({ rules, decoders, ossecConf }: UserContent): boolean =>
  [rules, decoders, ossecConf].some((path) => path !== undefined);

/**
 * Reads content of somebody's own. What reads the alerts afterwards is not known.
 *
 * @throws {UsageError} when a folder or file cannot be read
 */
export async function userContent({ rules, decoders, ossecConf }: UserContent): Promise<CheckInput> {
  const [conf] = ossecConf === undefined ? [] : [await readOne(ossecConf)];
  return {
    rules: await xmlFilesOf(rules),
    decoders: await xmlFilesOf(decoders),
    ...(conf && { ossecConf: conf }),
    returned: [enrichedEvents],
    consumers: [],
  };
}

async function xmlFilesOf(folder: string | undefined): Promise<ContentFile[]> {
  if (folder === undefined) {
    return [];
  }
  const names = await readdir(folder).catch((error: unknown) => {
    throw new UsageError(`The folder ${folder} cannot be read: ${(error as Error).message}`, {
      cause: error,
    });
  });
  const files = names.filter((name) => name.endsWith(".xml")).sort();
  if (files.length === 0) {
    throw new UsageError(`There is no file *.xml in ${folder}, and Wazuh reads no other.`);
  }
  return Promise.all(files.map((name) => readOne(join(folder, name))));
}

async function readOne(name: string): Promise<ContentFile> {
  try {
    return { name, text: await readFile(name, "latin1") };
  } catch (error) {
    throw new UsageError(`The file ${name} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
