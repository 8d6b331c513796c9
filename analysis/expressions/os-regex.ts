import { SyntaxRefused } from "./expression.ts";
import { literal } from "./letters.ts";

/** What a backslash and a letter stand for, as the body of a class. */
const classes: Readonly<Record<string, string>> = {
  d: "[0-9]",
  w: "[-0-9@A-Z_a-z]",
  s: " ",
  p: "[!-.:;<=>?[\\]{|}]",
  D: "[^0-9]",
  W: "[^-0-9@A-Z_a-z]",
  S: "[^ ]",
  ".": "[^]",
  t: "\\t",
  "(": "\\(",
  ")": "\\)",
  "\\": "\\\\",
  $: "\\$",
  "|": "\\|",
  "<": "<",
};

/**
 * Translates an expression of Wazuh's `osregex` (OS_Regex). Only what follows a backslash can be repeated, with `+` or
 * `*`; a `+`, `*`, `.` or `[` elsewhere is text. Groups do not nest, and hold no alternatives. Repetition takes as little
 * as lets the next part match, and the last one takes all. Case does not matter. Grammar: Wazuh's documentation,
 * "Regular Expression Syntax", section regex.
 *
 * OS_Regex gives up after four attempts to take back; this translation does not, so that a pattern which asks for more
 * matches here and not there.
 */
export function osRegexSource(pattern: string) {
  const alternatives: string[] = [];
  let source = "";
  let group = false;
  let start = true;
  const finish = () => {
    alternatives.push(source);
    source = "";
    start = true;
  };
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i]!;
    if (character === "\\") {
      const name = pattern[++i] ?? "";
      const body = classes[name];
      if (body === undefined) {
        throw new SyntaxRefused(`\\${name} is not known to osregex`);
      }
      source += body;
      const next = pattern[i + 1];
      if (next === "+" || next === "*") {
        i++;
        source += next + (endsAlternative(pattern, i + 1) ? "" : "?");
      }
    } else if (character === "|") {
      if (group) {
        throw new SyntaxRefused("osregex has no alternatives inside a group");
      }
      finish();
      continue;
    } else if (character === "(" || character === ")") {
      if (group === (character === "(")) {
        throw new SyntaxRefused("groups of osregex do not nest and must be closed");
      }
      group = !group;
      source += character;
    } else if (character === "^" && start) {
      source += "^";
    } else if (character === "$" && (pattern[i + 1] ?? "|") === "|") {
      source += "$";
    } else {
      source += literal(character);
    }
    start = false;
  }
  if (group) {
    throw new SyntaxRefused("groups of osregex do not nest and must be closed");
  }
  finish();
  return { source: alternatives.join("|"), flags: "", negate: false };
}

/** Whether nothing that takes a character follows in this alternative. */
const endsAlternative = (pattern: string, from: number): boolean => /^[()]*(\||$)/.test(pattern.slice(from));
