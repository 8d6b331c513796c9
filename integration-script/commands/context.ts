/** What the commands work with: the settings of the integration's block in ossec.conf, or of their own arguments. */
import { parseArgs, type ParseArgsConfig } from "node:util";
import { Trouble } from "../errors.ts";
import type { MispClient } from "../misp/client.ts";
import { makeClient } from "../misp/connect.ts";
import { parseCall } from "../settings/arguments.ts";
import { parseOptions } from "../settings/options.ts";
import { type Block, readBlock } from "../settings/ossec-conf.ts";
import { readKey, readOptions, resolvePath, type Settings, settingsOf } from "../settings/settings.ts";

/** Milliseconds that MISP may take for what a person waits for. */
export const clientPatience = 30_000;

/** Arguments that every command takes that asks MISP. */
const common = { url: { type: "string" }, options: { type: "string" } } as const;

export interface Arguments {
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
}

/** Reads a command's arguments. */
export const readArguments = (
  args: readonly string[],
  options: ParseArgsConfig["options"] = {},
): Arguments => {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { ...common, ...options },
      allowPositionals: true,
    });
    return { values: values, positionals };
  } catch (error) {
    throw new Trouble(
      "usage",
      `${(error as Error).message.split(". ")[0]!}. \`custom-misp --help\` tells what there is.`,
    );
  }
};

export interface CommandContext {
  readonly settings: Settings;
  /** Folder of the store and the mirror. */
  readonly folder: string;
}

/** integratord knows an integration by the name of its file. */
const ownName = (): string => process.execPath.slice(process.execPath.lastIndexOf("/") + 1);

const noBlock: Block = { apiKey: "", url: "", options: "", timeout: "", retries: "" };

/** The settings: `--url` and `--options` where both are given, otherwise what ossec.conf has. */
export const contextOf = ({ values }: Arguments, base: string): CommandContext => {
  const { url, options: optionsFile } = values as { url?: string; options?: string };
  const whole = url !== undefined && optionsFile !== undefined;
  const block = whole ? noBlock : readBlock(`${base}/etc/ossec.conf`, ownName());
  const call = parseCall(["", block.apiKey, url ?? block.url, "", "", block.timeout, block.retries]);
  const options = optionsFile === undefined ? parseOptions(block.options) : readOptions(optionsFile);
  const settings = settingsOf(call, base, options);
  return { settings, folder: resolvePath(base, options.store) };
};

/** A client for one request or a few; a command may wait longer than an alert. */
export const clientOf = ({ settings }: CommandContext, milliseconds: number): MispClient =>
  makeClient(settings, readKey(settings), performance.now() + milliseconds);
