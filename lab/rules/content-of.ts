import type { CheckInput } from "../../analysis/check/check.ts";
import { readConfiguration } from "../../components/configuration.ts";
import { configurationOf } from "../lab-configuration.ts";
import { readStackFile } from "../stack-file.ts";
import { labContent } from "./lab-content.ts";
import { namesContent, type UserContent, userContent } from "./user-content.ts";

/** What a command about rules is asked for: content of somebody's own, or that of a lab. */
export interface ContentOptions extends UserContent {
  /** The lab's stack. @default - a lab in which nothing is said */
  readonly stack?: string;
}

/** Reads or makes the content that the options name. */
export async function contentOf(options: ContentOptions): Promise<CheckInput> {
  if (namesContent(options)) {
    return userContent(options);
  }
  return labContent(
    options.stack === undefined
      ? readConfiguration({})
      : await configurationOf(await readStackFile(options.stack)),
  );
}
