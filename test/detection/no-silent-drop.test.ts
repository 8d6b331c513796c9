import test from "ava";
import type { RuleNode } from "../../analysis/rules/tree.ts";
import { RuleTree } from "../../analysis/rules/tree.ts";
import { groupNames, type Rule } from "../../analysis/rules/rule.ts";
import { stockRules } from "../../analysis/rules/stock.ts";
import { integrationGroups, raisedEvents, raisedSysmonEvents } from "../../components/telemetry.ts";
import { labAnalysis } from "./content.ts";

const stock = new RuleTree();
for (const rule of stockRules()) {
  stock.add(rule);
}

const nodesOf = (nodes: readonly RuleNode[]): RuleNode[] =>
  nodes.flatMap((node) => [node, ...nodesOf(node.children)]);
const all = nodesOf(stock.roots);

/** Every stock rule below one, at any depth. */
const below = (id: number): Rule[] =>
  nodesOf(all.filter((node) => node.loaded.rule.id === id).flatMap((node) => node.children)).map(
    (node) => node.loaded.rule,
  );

const isLookedUp = (groups: string) => groupNames(groups).some((group) => integrationGroups.includes(group));

for (const { id, event, parents } of raisedSysmonEvents) {
  const [base] = parents;

  test(`event ${event} of Windows' Sysmon is also raised where a stock rule of level 0 takes it`, (t) => {
    const silent = below(base!).filter(({ level }) => level === 0);
    t.deepEqual(new Set(parents), new Set([base, ...silent.map((rule) => rule.id)]));
  });

  test(`rule ${id} hides no stock detection of event ${event}: each has at least its level, and is read before it`, (t) => {
    t.deepEqual(
      below(base!).filter(({ level }) => level > 0 && level < 3),
      [],
    );
  });

  test(`each stock detection of event ${event} has a group that custom-misp is called for`, (t) => {
    t.deepEqual(
      below(base!).filter(({ level, groups }) => level > 0 && !isLookedUp(groups)),
      [],
    );
  });
}

test("so has each stock rule of a file's change", (t) => {
  for (const id of [550, 553, 554]) {
    const { groups } = all.find((node) => node.loaded.rule.id === id)!.loaded.rule;
    t.true(isLookedUp(groups));
  }
});

test("Wazuh has nothing to say against the lab's decoders and rules, and takes every one of them", (t) => {
  const analysis = labAnalysis();
  t.deepEqual(analysis.problems, []);
  for (const { id } of raisedEvents) {
    t.true(analysis.tree.byId.has(id));
  }
});

test("each technique that a rule names is one that Wazuh's database has", (t) => {
  t.deepEqual(labAnalysis().unknownTechniques, []);
});
