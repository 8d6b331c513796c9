import test from "ava";
import { readConfiguration } from "../../components/configuration.ts";
import { planOf } from "../../components/plan.ts";
import { parts, sizes, type Part } from "../../components/sizes.ts";

const plan = (settings: Record<string, unknown> = {}) =>
  planOf(
    readConfiguration(
      Object.fromEntries(
        Object.entries(settings).map(([key, value]) => [`lab:${key}`, JSON.stringify(value)]),
      ),
    ),
  );
const without = (left: readonly Part[], all: readonly Part[] = parts): Part[] =>
  all.filter((part) => !left.includes(part));
const there = (settings?: Record<string, unknown>): Part[] => [...plan(settings).parts];

test("a full lab has every part but MISP's modules, and no door", (t) => {
  t.deepEqual(there(), without(["misp-modules", "door"]));
  t.deepEqual(there({ systems: { mispModules: true } }), without(["door"]));
});

test("a rehearsal has the parts that have a stand-in, and no other", (t) => {
  const rehearsal = planOf(
    readConfiguration({ "lab:profile": "rehearsal", "lab:systems": '{"mispModules":true}' }),
  );
  t.deepEqual(
    [...rehearsal.parts],
    ["wazuh-manager", "misp", "graylog", "fluent-bit", "ticket-desk", "configurator"],
  );
  t.is(rehearsal.size, sizes.rehearsal);
});

test("in the size small Graylog keeps its messages in the Wazuh indexer, and in a data node where there is none", (t) => {
  const small = planOf(readConfiguration({ "lab:size": "small" }));
  t.is(small.graylogStore, "wazuh-indexer");
  t.false(small.parts.has("graylog-data-node"));
  const alone = planOf(readConfiguration({ "lab:size": "small", "lab:systems": '{"wazuhIndexer":false}' }));
  t.is(alone.graylogStore, "data-node");
  t.true(alone.parts.has("graylog-data-node"));
});

for (const [about, settings, left] of [
  [
    "without the indexer there is no dashboard",
    { systems: { wazuhIndexer: false } },
    ["wazuh-indexer", "wazuh-dashboard"],
  ],
  [
    "without the manager there is nothing to ship and nothing to show",
    { systems: { wazuhManager: false } },
    ["wazuh-manager", "wazuh-dashboard", "fluent-bit"],
  ],
  [
    "without Graylog there is no ticket desk, and nowhere to ship to",
    { systems: { graylog: false } },
    ["graylog", "graylog-database", "graylog-data-node", "fluent-bit", "ticket-desk"],
  ],
  [
    "Fluent Bit ships to further outputs without Graylog",
    { systems: { graylog: false }, fluentBit: { outputs: [{ type: "stdout" }] } },
    ["graylog", "graylog-database", "graylog-data-node", "ticket-desk"],
  ],
  [
    "an external MISP takes the place of the lab's own, with its database and cache",
    { external: { misp: { url: "https://misp.example.org", key: "a".repeat(40) } } },
    ["misp", "misp-database", "misp-cache"],
  ],
  [
    "a shared Graylog takes the place of the lab's own, and is still shipped to",
    { shared: { stack: "organization/wazuh-misp-lab/teacher", systems: ["graylog"] } },
    ["graylog", "graylog-database", "graylog-data-node"],
  ],
] as const) {
  test(about, (t) => {
    const door = "shared" in settings ? [] : (["door"] as const);
    t.deepEqual(there(settings), without(["misp-modules", ...door, ...left]));
  });
}

test("a lab with nothing in it has no configurator either: it builds images for others", (t) => {
  const off = ["wazuhManager", "wazuhIndexer", "misp", "graylog"].map((system) => [system, false] as const);
  t.deepEqual(there({ systems: Object.fromEntries(off), shareWith: { student: 1 } }), []);
});

test("where a system comes from is decided once", (t) => {
  const external = { misp: { url: "https://misp.example.org", key: "a".repeat(40) } };
  t.like(plan({ external, systems: { graylog: false } }), { misp: "external", graylog: "none" });
  t.like(plan(), { misp: "own", graylog: "own" });
});

const total = (size: "small" | "medium"): number => {
  const { parts: there, size: sized } = planOf(readConfiguration({ "lab:size": size }));
  return [...there].reduce((sum, part) => sum + sized.memory[part], 0);
};

test("small is the whole lab in 8 GiB with a gigabyte left for the host, and medium fits 16 GiB", (t) => {
  t.true(total("small") <= 7 * 1_024, `${total("small")} MiB`);
  t.true(total("medium") <= 15 * 1_024, `${total("medium")} MiB`);
});

for (const [name, { memory, heap, dashboardHeap, misp, mongodbCache }] of Object.entries(sizes)) {
  test(`in the size ${name} every heap and pool leaves its container room for the rest of the process`, (t) => {
    for (const [inside, limit] of [
      [heap.indexer, memory["wazuh-indexer"]],
      [heap.graylog, memory.graylog],
      [heap.dataNode, memory["graylog-data-node"]],
      [dashboardHeap, memory["wazuh-dashboard"]],
      [misp.databasePool, memory["misp-database"]],
      [mongodbCache, memory["graylog-database"]],
    ] as const) {
      // The rehearsal's Graylog is no Java process.
      t.true(inside <= limit * 0.7 || limit === sizes.rehearsal.memory.graylog, `${inside} of ${limit}`);
    }
    t.true(mongodbCache >= 256, "MongoDB takes no smaller cache");
  });
}
