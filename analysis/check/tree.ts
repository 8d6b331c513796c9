import { stockRules } from "../rules/stock.ts";
import type { Rule } from "../rules/rule.ts";
import { type RuleNode, RuleTree } from "../rules/tree.ts";
import type { CheckedRule } from "./content.ts";
import type { StockRules } from "./stock-index.ts";

/** A way from a template down to one place of a rule, which is its last node. */
export type Path = readonly RuleNode[];

/** The rules of a chain, from the template on. */
export const rulesOf = (path: Path): Rule[] => path.map(({ loaded }) => loaded.rule);

/** The tree that analysisd makes of the stock rules and ours, and where in it each rule stands. */
export class CheckedTree {
  readonly roots: readonly RuleNode[];
  readonly #paths = new Map<number, Path[]>();

  /**
   * @param rules in the order that Wazuh reads them
   * @param stock the stock rules that take part
   */
  constructor(rules: readonly CheckedRule[], stock: StockRules) {
    const tree = new RuleTree();
    const own = rules.map(({ rule, file }) => ({ rule, file: baseName(file) }));
    const all = [
      ...stockRules()
        .filter(({ id }) => stock.has(id))
        .map((rule) => ({ rule, file: rule.file })),
      ...own,
    ];
    // Sorting is stable: within a file the order stays.
    for (const { rule } of all.toSorted((one, other) =>
      one.file < other.file ? -1 : one.file > other.file ? 1 : 0,
    )) {
      if (rule) {
        tree.add(withLists(rule));
      }
    }
    this.roots = tree.roots;
    this.#walk(tree.roots, []);
  }

  /** Every place of a rule; none where it is not loaded. */
  pathsTo(id: number): readonly Path[] {
    return this.#paths.get(id) ?? [];
  }

  #walk(siblings: readonly RuleNode[], above: Path): void {
    for (const node of siblings) {
      const path = [...above, node];
      const { id } = node.loaded.rule;
      this.#paths.set(id, [...(this.#paths.get(id) ?? []), path]);
      this.#walk(node.children, path);
    }
  }
}

/** What a list holds is not known here: a rule that asks one takes no event that was made up. */
const withLists = (rule: Rule): Rule =>
  rule.lists === undefined
    ? rule
    : {
        ...rule,
        conditions: [
          ...rule.conditions,
          ...rule.lists.map(({ list }) => ({
            name: `list ${list}`,
            read: () => undefined,
            expression: { pattern: list, negate: false, test: () => false },
          })),
        ],
      };

/** The name that Wazuh sorts a file by. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
