import { Refusal } from "../configuration/refusal.ts";
import type { Properties } from "../configuration/properties.ts";

/** Whether a filter or an output takes a tag: by `Match`, in which `*` is any text, or by `Match_Regex`. */
export type TagMatch = (tag: string) => boolean;

/** Without either property nothing is taken, as in the real one. */
export function tagMatchOf(properties: Properties): TagMatch {
  const pattern = properties.text("match");
  const regex = properties.text("match_regex");
  if (regex !== undefined) {
    const compiled = regexOf(regex);
    return (tag) => compiled.test(tag);
  }
  if (pattern === undefined) {
    return () => false;
  }
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  const compiled = new RegExp(`^${parts.join(".*")}$`, "s");
  return (tag) => compiled.test(tag);
}

/** A pattern as Fluent Bit takes it: bare, or `/pattern/i`. */
export function regexOf(pattern: string): RegExp {
  const delimited = /^\/(.*)\/([imx]*)$/s.exec(pattern);
  const source = delimited?.[1] ?? pattern;
  const flags = (delimited?.[2] ?? "").replaceAll(/[^i]/g, "");
  try {
    return new RegExp(source, `${flags}m`);
  } catch {
    throw new Refusal(255, `could not compile regex pattern '${pattern}'`);
  }
}
