import { literal } from "./letters.ts";

/**
 * Translates an expression of Wazuh's `osmatch` (OS_Match): plain text, with `|` between alternatives, `^` before and `$`
 * after one, and `!` before all of them. Case does not matter. Grammar: Wazuh's documentation, "Regular Expression
 * Syntax", section sregex.
 */
export function osMatchSource(pattern: string) {
  const negate = pattern.startsWith("!");
  const alternatives = (negate ? pattern.slice(1) : pattern).split("|").map((alternative) => {
    const begin = alternative.startsWith("^");
    const end = alternative.length > (begin ? 1 : 0) && alternative.endsWith("$");
    const text = alternative.slice(begin ? 1 : 0, end ? -1 : undefined);
    return (begin ? "^" : "") + Array.from(text, literal).join("") + (end ? "$" : "");
  });
  return { source: alternatives.join("|"), flags: "", negate };
}
