import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import type { Content, ContentFile } from "../../analysis/analysis.ts";
import type { OssecConf } from "./configuration/ossec-conf.ts";
import { type ContentFolder, stockRuleFolder } from "./configuration/ruleset.ts";
import type { OssecLog } from "./ossec-log.ts";
import { type Owner, readableByWazuh } from "./owner.ts";
import { inBase, type Places } from "./places.ts";

/** Whose files are read, and where it is told what cannot be. */
export interface ContentSource {
  readonly places: Places;
  readonly account: Owner | undefined;
  readonly log: OssecLog;
}

/** Reads the rules and decoders that ossec.conf names. The stock ones are no files here; analysis/ brings them. */
export async function readContent(source: ContentSource, conf: OssecConf): Promise<Content> {
  const { ruleset, logLevel, mailLevel } = conf;
  const { excludedRules, excludedDecoders } = ruleset;
  const stockFolder = ruleset.ruleFolders.find((folder) => folder.path === stockRuleFolder);
  const included = new Set(ruleset.ruleFiles);
  return {
    rules: await readFiles(source, ruleset.ruleFolders, ruleset.ruleFiles, excludedRules),
    lists: await readLists(source, ruleset.lists),
    decoders: await readFiles(source, ruleset.decoderFolders, ruleset.decoderFiles, excludedDecoders),
    stock: (name) => {
      const path = `${stockRuleFolder}/${name}`;
      const excluded = excludedRules.includes(name) || excludedRules.includes(path);
      return included.has(path) || (!excluded && stockFolder?.pattern.test(path) === true);
    },
    logLevel,
    mailLevel,
  };
}

async function readFiles(
  source: ContentSource,
  folders: readonly ContentFolder[],
  included: readonly string[],
  excluded: readonly string[],
): Promise<ContentFile[]> {
  const paths = new Set(included.filter((path) => !path.startsWith("ruleset/")));
  for (const { path, pattern } of folders) {
    for (const name of await namesIn(inBase(source.places, path))) {
      const file = `${path}/${name}`;
      if (!excluded.includes(name) && !excluded.includes(file) && pattern.test(file)) {
        paths.add(file);
      }
    }
  }
  const files = await Promise.all(Array.from(paths, (path) => readOne(source, path)));
  return files.filter((file) => file !== undefined);
}

/** Lists that are there: of those that come with Wazuh the stand-in has none, nor the rules that ask them. */
async function readLists(source: ContentSource, names: readonly string[]): Promise<ContentFile[]> {
  const there = names.filter((name) => existsSync(inBase(source.places, name)));
  return (await Promise.all(there.map((name) => readOne(source, name)))).filter((file) => file !== undefined);
}

/** Reads a file as analysisd does: as `wazuh`, and with no more than a warning where that fails. */
async function readOne(
  { places, account, log }: ContentSource,
  name: string,
): Promise<ContentFile | undefined> {
  const path = inBase(places, name);
  try {
    if (await readableByWazuh(path, account)) {
      return { name, text: await readFile(path, "latin1") };
    }
    log.write("wazuh-analysisd", "WARNING", couldNotOpen(name, "(13)-(Permission denied)"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
      throw error;
    }
    log.write("wazuh-analysisd", "WARNING", couldNotOpen(name, "(2)-(No such file or directory)"));
  }
  return undefined;
}

const couldNotOpen = (name: string, why: string): string =>
  `(1103): Could not open file '${name}' due to [${why}].`;

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return [];
    }
    throw error;
  }
}
