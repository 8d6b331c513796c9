import {
  Expression,
  type ExpressionType,
  PatternUnsupported,
  SyntaxRefused,
} from "../expressions/expression.ts";
import { expressions } from "../rules/options.ts";
import type { XmlElement } from "../xml.ts";
import type { Finding } from "./finding.ts";

type Place = Pick<Finding, "file" | "rule">;

const decoderPatterns: ReadonlyMap<string, ExpressionType> = new Map([
  ["prematch", "osregex"],
  ["regex", "osregex"],
  ["program_name", "osmatch"],
]);

/** Patterns of a rule's elements that Wazuh refuses, that this library cannot run, or that mean something else there. */
export const rulePatterns = (rule: XmlElement, place: Place): Finding[] =>
  findingsOf(rule, place, (name) => (name === "field" ? "osregex" : expressions.get(name)));

/** The same for a decoder's elements. */
export const decoderPatternFindings = (decoder: XmlElement, place: Place): Finding[] =>
  findingsOf(decoder, place, (name) => decoderPatterns.get(name));

function findingsOf(
  element: XmlElement,
  place: Place,
  usualOf: (name: string) => ExpressionType | undefined,
): Finding[] {
  return element.children.flatMap((child) => {
    const usual = usualOf(child.name.toLowerCase());
    return usual === undefined ? [] : findingOf(child, usual, place);
  });
}

function findingOf(element: XmlElement, usual: ExpressionType, place: Place): Finding[] {
  const given = element.attributes.get("type")?.toLowerCase();
  const type = given === "osregex" || given === "osmatch" || given === "pcre2" ? given : usual;
  const { name, content, line } = element;
  try {
    new Expression(type, content);
  } catch (error) {
    if (error instanceof SyntaxRefused) {
      return [
        {
          ...place,
          line,
          kind: "pattern",
          severity: "error",
          message: `<${name}> has a pattern that ${type} refuses, and analysisd does not start: ${error.message}.`,
          advice: adviceFor(type, content),
        },
      ];
    }
    if (error instanceof PatternUnsupported) {
      return [
        {
          ...place,
          line,
          kind: "not-checked",
          severity: "note",
          message: `<${name}> uses ${error.message}, which Wazuh takes and this check cannot run.`,
          advice: "Try the rule on a real manager, with `lab rules explain --stack`.",
        },
      ];
    }
    throw error;
  }
  const taken = takenAsText(type, content);
  return taken === undefined
    ? []
    : [
        {
          ...place,
          line,
          kind: "wrong-language",
          severity: "error",
          message: `<${name}> holds \`${taken}\`, which ${type} takes as plain text and not as a pattern.`,
          advice: `Write type="pcre2" where that is meant${type === "osregex" ? ", or what osregex has in its place: \\d, \\w, \\s or \\., with + or * behind" : ""}.`,
        },
      ];
}

const adviceFor = (type: ExpressionType, content: string): string =>
  type === "pcre2"
    ? "Mend the pattern."
    : content.includes("(")
      ? 'Write one alternative beside the other, without a group, or write type="pcre2".'
      : 'Mend the pattern, or write type="pcre2" where it is one of PCRE2.';

/** What is a pattern in PCRE2, that the languages of Wazuh's own hold for text, and that no field's text has. */
const mistaken: Readonly<Record<"osregex" | "osmatch", RegExp>> = {
  // Not behind a backslash: `\.+` is osregex' own.
  osregex: /(?<!\\)(?:\\\\)*(\(\?[imsx]+\)|\(\?[:=!<]|\.[*+]|\[[^\]]+\][*+?]|\{\d+(?:,\d*)?\})/,
  osmatch: /(\\[dws.][*+]|\(\?[imsx]+\)|\.[*+]|\[[^\]]+\][*+?]|\{\d+(?:,\d*)?\})/,
};

const takenAsText = (type: ExpressionType, content: string): string | undefined =>
  type === "pcre2" ? undefined : mistaken[type].exec(content)?.[1];
