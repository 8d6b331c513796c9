import { readdir, readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { Content, ContentFile } from "../../analysis/analysis.ts";
import type { OssecConf } from "./configuration/ossec-conf.ts";
import { type ContentFolder, stockRuleFolder } from "./configuration/ruleset.ts";
import { inBase, type Places } from "./places.ts";

/** Reads the rules and decoders that ossec.conf names. The stock ones are no files here; analysis/ brings them. */
export async function readContent(
  places: Places,
  { ruleset, logLevel, mailLevel }: OssecConf,
): Promise<Content> {
  const { excludedRules, excludedDecoders } = ruleset;
  const stockFolder = ruleset.ruleFolders.find((folder) => folder.path === stockRuleFolder);
  const included = new Set(ruleset.ruleFiles);
  return {
    rules: await readFiles(places, ruleset.ruleFolders, ruleset.ruleFiles, excludedRules),
    decoders: await readFiles(places, ruleset.decoderFolders, ruleset.decoderFiles, excludedDecoders),
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
  places: Places,
  folders: readonly ContentFolder[],
  included: readonly string[],
  excluded: readonly string[],
): Promise<ContentFile[]> {
  const paths = new Set(included.filter((path) => !path.startsWith("ruleset/")));
  for (const { path, pattern } of folders) {
    for (const name of await namesIn(inBase(places, path))) {
      const file = `${path}/${name}`;
      if (!excluded.includes(name) && !excluded.includes(file) && pattern.test(file)) {
        paths.add(file);
      }
    }
  }
  return await Promise.all(
    Array.from(paths)
      .toSorted((a, b) => (basename(a) < basename(b) ? -1 : 1))
      .map(async (name) => ({ name, text: await readFile(inBase(places, name), "latin1") })),
  );
}

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
