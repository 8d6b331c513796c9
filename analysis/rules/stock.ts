import type { Category } from "../decoders/decoder.ts";
import { Expression, type ExpressionType } from "../expressions/expression.ts";
import { comparisonOf, textNamed } from "./reads.ts";
import { type Condition, noOptions, type Rule } from "./rule.ts";
import table from "./stock-rules.json" with { type: "json" };

/**
 * The table of stock rules: of Wazuh 4.14.7's ruleset what the events of this lab can meet. That is the templates, all
 * roots without a decoder of their own, the roots that take JSON, file changes, and the Windows rules of the Sysmon
 * channel with all their descendants. A rule of which Wazuh has descendants that are not here is marked `partial`.
 */
interface StockRow {
  readonly id: number;
  readonly level: number;
  /** Index in the table's list of files. */
  readonly file: number;
  readonly category?: string;
  readonly sid?: string;
  readonly group?: string;
  readonly matchedSid?: number;
  readonly decodedAs?: string;
  readonly frequency?: number;
  readonly timeframe?: number;
  readonly ignore?: number;
  readonly maxsize?: number;
  readonly noalert?: number;
  readonly compare?: readonly (readonly [name: string, content: string])[];
  /** Name, pattern, and where they are not the usual ones the language and `negate`. */
  readonly conditions?: readonly (readonly string[])[];
  readonly groups: string;
  readonly description: string;
  readonly noFullLog?: boolean;
  readonly mail?: boolean;
  readonly mitre?: readonly string[];
  readonly partial?: boolean;
}

const osRegexByDefault = new Set(["regex"]);

/** The stock rules, in the order that Wazuh reads them. */
export function stockRules(): Rule[] {
  const { files, rules } = table as unknown as { files: string[]; rules: StockRow[] };
  return rules.map((row) => toRule(row, files[row.file]!));
}

function toRule(row: StockRow, file: string): Rule {
  const compare = (row.compare ?? []).map(([name, content]) => comparisonOf(name, content)!);
  const sid = row.sid ?? (row.group === undefined ? row.matchedSid?.toString() : undefined);
  return {
    id: row.id,
    level: row.level,
    file,
    category: (row.category ?? "syslog") as Category,
    groups: row.groups,
    description: row.description,
    parents: { ...(sid !== undefined && { sid }), ...(row.group !== undefined && { group: row.group }) },
    ...(row.decodedAs !== undefined && { decodedAs: row.decodedAs }),
    conditions: (row.conditions ?? []).map(toCondition),
    ...(row.matchedSid !== undefined && {
      correlation: {
        matchedSid: row.matchedSid,
        frequency: row.frequency ?? 2,
        timeframe: row.timeframe ?? 360,
        same: compare.filter(({ name }) => name.startsWith("same_")),
        different: compare.filter(({ name }) => !name.startsWith("same_")),
        global: false,
      },
    }),
    maxSize: row.maxsize ?? 0,
    ignore: row.ignore ?? 0,
    noAlert: row.noalert === 1,
    overwrite: false,
    options: {
      ...noOptions,
      noFullLog: row.noFullLog === true,
      ...(row.mail !== undefined && { mail: row.mail }),
    },
    mitre: row.mitre ?? [],
    ...(row.partial === true && { partial: true }),
  };
}

function toCondition([name, pattern, language, negate]: readonly string[]): Condition {
  const field = name!.startsWith("field ") ? name!.slice("field ".length) : undefined;
  const usual: ExpressionType = field !== undefined || osRegexByDefault.has(name!) ? "osregex" : "osmatch";
  return {
    name: name!,
    read: field === undefined ? textNamed(name!) : (event) => event.field(field),
    expression: new Expression((language || usual) as ExpressionType, pattern!, negate === "negate"),
  };
}
