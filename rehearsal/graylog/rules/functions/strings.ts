import { createHash } from "node:crypto";
import type { Value, ValueMap } from "../../messages/value.ts";
import { RegexResult, textOf } from "../../messages/value.ts";
import type { Arguments, Parameter, RuleFunction } from "../function.ts";
import type { TypeName } from "../types.ts";
import { patternOf } from "./patterns.ts";

const string = (name: string): Parameter => ({ name, type: "String" });
const optional = (name: string, type: TypeName): Parameter => ({ name, type, optional: true });

/** Functions on text. */
export const stringFunctions: readonly RuleFunction[] = [
  comparison("contains", "search", (value, search) => value.includes(search)),
  comparison("starts_with", "prefix", (value, prefix) => value.startsWith(prefix)),
  comparison("ends_with", "suffix", (value, suffix) => value.endsWith(suffix)),
  change("lowercase", (value) => value.toLowerCase(), [optional("locale", "String")]),
  change("uppercase", (value) => value.toUpperCase(), [optional("locale", "String")]),
  change("capitalize", (value) => value.slice(0, 1).toUpperCase() + value.slice(1)),
  change("trim", (value) => value.trim()),
  change("md5", (value) => createHash("md5").update(value).digest("hex")),
  change("sha1", (value) => createHash("sha1").update(value).digest("hex")),
  change("sha256", (value) => createHash("sha256").update(value).digest("hex")),
  {
    name: "concat",
    returns: "String",
    parameters: [string("first"), string("second")],
    evaluate: (args) => (args.text("first") ?? "") + (args.text("second") ?? ""),
  },
  {
    name: "split",
    returns: "List",
    parameters: [string("pattern"), string("value"), optional("limit", "Long")],
    evaluate: split,
    check: checkPattern,
  },
  {
    name: "join",
    returns: "String",
    parameters: [
      { name: "elements", type: "Object" },
      optional("delimiter", "String"),
      optional("start", "Long"),
      optional("indexEnd", "Long"),
    ],
    evaluate: (args) => {
      const elements = args.get("elements");
      if (elements !== null && !Array.isArray(elements)) {
        throw new Error("Unsupported data type for parameter 'elements'");
      }
      const list = elements ?? [];
      return list
        .slice(args.number("start") ?? 0, args.number("indexEnd") ?? list.length)
        .map(textOf)
        .join(args.text("delimiter") ?? "");
    },
  },
  {
    name: "substring",
    returns: "String",
    parameters: [string("value"), { name: "start", type: "Long" }, optional("end", "Long")],
    evaluate: (args) => args.text("value")?.slice(args.number("start") ?? 0, args.number("end")) ?? null,
  },
  {
    name: "length",
    returns: "Long",
    parameters: [string("value"), optional("bytes", "Boolean")],
    evaluate: (args) => {
      const value = args.text("value") ?? "";
      return BigInt(args.flag("bytes") ? Buffer.byteLength(value) : value.length);
    },
  },
  {
    name: "replace",
    returns: "String",
    parameters: [
      string("value"),
      string("search"),
      optional("replacement", "String"),
      optional("max", "Long"),
    ],
    evaluate: (args) => {
      const parts = (args.text("value") ?? "").split(args.text("search") ?? "");
      const most = args.number("max") ?? -1;
      const replacement = args.text("replacement") ?? "";
      return parts.reduce(
        (whole, part, index) =>
          `${whole}${most < 0 || index <= most ? replacement : (args.text("search") ?? "")}${part}`,
      );
    },
  },
  {
    name: "regex",
    returns: "RegexMatchResult",
    parameters: [string("pattern"), string("value"), optional("group_names", "List")],
    evaluate: regex,
    check: checkPattern,
  },
  {
    name: "regex_replace",
    returns: "String",
    parameters: [
      string("pattern"),
      string("value"),
      string("replacement"),
      optional("replace_all", "Boolean"),
    ],
    evaluate: (args) => {
      const pattern = patternOf(args.text("pattern") ?? "");
      const flags = pattern.flags + (args.flag("replace_all", true) ? "g" : "");
      const replacement = (args.text("replacement") ?? "").replaceAll(/\$(\d)/g, "$$$1");
      return (args.text("value") ?? "").replace(new RegExp(pattern.source, flags), replacement);
    },
    check: checkPattern,
  },
];

function comparison(
  name: string,
  other: string,
  test: (value: string, other: string) => boolean,
): RuleFunction {
  return {
    name,
    returns: "Boolean",
    parameters: [string("value"), string(other), optional("ignore_case", "Boolean")],
    evaluate: (args) => {
      const value = args.text("value");
      const second = args.text(other);
      if (value === null || second === null) {
        return false;
      }
      return args.flag("ignore_case") ? test(value.toLowerCase(), second.toLowerCase()) : test(value, second);
    },
  };
}

function change(
  name: string,
  apply: (value: string) => string,
  more: readonly Parameter[] = [],
): RuleFunction {
  return {
    name,
    returns: "String",
    parameters: [string("value"), ...more],
    evaluate: (args) => {
      const value = args.text("value");
      return value === null ? null : apply(value);
    },
  };
}

/** As Java's: empty texts at the end are left out unless a limit is given. */
function split(args: Arguments): Value {
  const value = args.text("value");
  if (value === null) {
    throw new Error("Argument 'value' cannot be 'null'");
  }
  const pattern = patternOf(args.text("pattern") ?? "");
  const limit = args.number("limit") ?? 0;
  const parts = value.split(new RegExp(pattern.source, pattern.flags));
  if (limit > 0 && parts.length > limit) {
    const head = parts.slice(0, limit - 1);
    const matches = [...value.matchAll(new RegExp(pattern.source, `${pattern.flags}g`))];
    const last = matches[limit - 2];
    return [...head, last === undefined ? value : value.slice(last.index + last[0].length)];
  }
  while (parts.length > 1 && parts.at(-1) === "" && limit === 0) {
    parts.pop();
  }
  return parts;
}

function regex(args: Arguments): Value {
  const value = args.text("value");
  if (value === null) {
    throw new Error("Argument 'value' cannot be 'null'");
  }
  const match = patternOf(args.text("pattern") ?? "").exec(value);
  const given = args.get("group_names");
  const names = Array.isArray(given) ? given.map(textOf) : [];
  const groups: ValueMap = {};
  match?.slice(1).forEach((group: string | undefined, index) => {
    if (group !== undefined) {
      groups[names[index] ?? String(index)] = group;
    }
  });
  return new RegexResult(match !== null, groups);
}

function checkPattern(parameter: string, constant: Value): void {
  if (parameter === "pattern") {
    patternOf(textOf(constant));
  }
}
