import test from "ava";
import { runChecks, type Kind } from "../../../lab/doctor/deep/deep.ts";
import type { Answer, Inside, MemoryUse, Question } from "../../../lab/doctor/deep/inside.ts";
import type { Finding } from "../../../lab/doctor/finding.ts";

const parts = ["configurator", "wazuh-manager", "wazuh-indexer", "misp", "graylog", "fluent-bit"];
const gib = 2 ** 30;

/** What a lab of the real servers says in which all is well. */
interface Said {
  readonly systems: readonly string[];
  readonly commands: Readonly<Record<string, string>>;
  readonly answers: (question: Question) => Answer;
  readonly log: string;
  readonly memory: readonly MemoryUse[];
}

const metrics = {
  output: { "tcp.0": { errors: 0, retries_failed: 0, dropped_records: 0, proc_records: 7 } },
};
const well: Said = {
  systems: parts,
  commands: {
    stat: [
      "/var/ossec/integrations/custom-misp root:wazuh 750",
      "/var/ossec/etc/authd.pass root:wazuh 640",
      "/var/ossec/etc/rules/misp.xml wazuh:wazuh 660",
      "/var/ossec/etc/decoders/lab_sysmon_linux.xml wazuh:wazuh 660",
    ].join("\n"),
    "custom-misp check": "ok    misp: MISP 2.5.42 at https://misp, its certificate is valid, 6 ms\n",
    "filebeat test output":
      "elasticsearch: https://wazuh.indexer:9200...\n  talk to server... OK\n  version: 7.10.2\n",
    "indexer-connector": "indexer-connector: INFO: IndexerConnector initialized successfully for index: x.\n",
    max_map_count: "262144\n",
  },
  answers: ({ url, as }) => {
    if (typeof as === "object") {
      return { status: 401, body: "" };
    }
    if (url.endsWith("/metrics")) {
      return { status: 200, body: JSON.stringify(metrics) };
    }
    return { status: 200, body: JSON.stringify({ status: "green", uncommitted_journal_entries: 2 }) };
  },
  log: "Certificate was added to keystore\n",
  memory: [{ system: "misp", used: gib, limit: 2 * gib }],
};

function inside(said: Partial<Said> = {}): Inside {
  const { systems, commands, answers, log, memory } = { ...well, ...said };
  return {
    has: (system) => systems.includes(system),
    exec: (_system, command) => {
      const [, output] = Object.entries(commands).find(([part]) => command.join(" ").includes(part)) ?? [];
      return output === undefined ? Promise.reject(new Error("exit code 127")) : Promise.resolve(output);
    },
    ask: (question) => Promise.resolve(answers(question)),
    logs: () => Promise.resolve(log),
    memory: () => Promise.resolve(memory),
  };
}

const small: Kind = { profile: "full", store: "wazuh-indexer" };
const medium: Kind = { profile: "full", store: "data-node" };
const notWell = (findings: readonly Finding[]) =>
  findings.filter(({ state }) => state !== "ok").map(({ about, state }) => `${about} ${state}`);

test("in a lab in which all is well every check finds that, and says what it looked at", async (t) => {
  const findings = await runChecks(inside(), small);
  t.deepEqual(notWell(findings), []);
  t.deepEqual(
    findings.map(({ about }) => about),
    [
      "memory in use",
      "Docker host's kernel",
      "fluent-bit tcp.0",
      "manager's files",
      "custom-misp misp",
      "filebeat",
      "inventories",
      "passwords of Wazuh's API",
      "passwords of the indexer",
      "passwords of Graylog",
      "Graylog's store",
      "Graylog's journal",
      "Graylog on the indexer",
      "Graylog's trust",
    ],
  );
});

test("what a lab does not have is not looked at", async (t) => {
  const of = async (systems: readonly string[], kind: Kind) =>
    (await runChecks(inside({ systems }), kind)).map(({ about }) => about);
  t.false((await of(parts, medium)).includes("Graylog's trust"));
  t.deepEqual(await of(["configurator", "misp"], medium), ["memory in use", "Docker host's kernel"]);
  const rehearsal = await of(parts, { ...medium, profile: "rehearsal" });
  t.false(rehearsal.includes("passwords of Wazuh's API"));
});

for (const [title, said, expected] of [
  [
    "a container that is near its limit is a warning",
    { memory: [{ system: "misp", used: 1.9 * gib, limit: 2 * gib }] },
    ["memory in use warning"],
  ],
  [
    "a kernel that OpenSearch would not start on is a problem",
    { commands: { ...well.commands, max_map_count: "65530" } },
    ["Docker host's kernel problem"],
  ],
  [
    "a file of another owner is a problem",
    {
      commands: { ...well.commands, stat: well.commands["stat"]!.replace("root:wazuh 640", "root:root 644") },
    },
    ["manager's files problem"],
  ],
  [
    "what custom-misp finds wrong is a problem of its own",
    {
      commands: {
        ...well.commands,
        "custom-misp check": "ok    key: k\nFAIL  misp: MISP refused the key.\n",
      },
    },
    ["custom-misp misp problem"],
  ],
  [
    "a Filebeat that the indexer does not answer is a problem",
    { commands: { ...well.commands, "filebeat test output": "  TLS...\n  talk to server... ERROR 401" } },
    ["filebeat problem"],
  ],
  [
    "a connector that has said nothing yet is a warning",
    { commands: { ...well.commands, "indexer-connector": "" } },
    ["inventories warning"],
  ],
  [
    "a Graylog that took the indexer for something else is a problem",
    {
      log: "Unsupported (Elastic/Open)Search version\nUnsupported version Elasticsearch:7.10.2\nCertificate was added to keystore",
    },
    ["Graylog on the indexer problem"],
  ],
  ["an authority that keytool did not add is a problem", { log: "" }, ["Graylog's trust problem"]],
  [
    "a check that cannot be made is a problem with its reason, and the others are made",
    { commands: { ...well.commands, stat: undefined as never } },
    ["manager's files problem"],
  ],
] as const) {
  test(title, async (t) => {
    t.deepEqual(notWell(await runChecks(inside(said), small)), expected);
  });
}

test("a default password that is let in is a problem for each system that lets it in", async (t) => {
  const answers = (question: Question) =>
    typeof question.as === "object" ? { status: 200, body: "{}" } : well.answers(question);
  t.deepEqual(notWell(await runChecks(inside({ answers }), small)), [
    "passwords of Wazuh's API problem",
    "passwords of the indexer problem",
    "passwords of Graylog problem",
  ]);
});

test("a red store, a full journal and lines that were given up are told", async (t) => {
  const lost = { output: { "tcp.0": { ...metrics.output["tcp.0"], dropped_records: 3 } } };
  const answers = (question: Question) => {
    if (typeof question.as === "object") {
      return well.answers(question);
    }
    const body = question.url.endsWith("/metrics")
      ? lost
      : { status: "red", uncommitted_journal_entries: 50_000 };
    return { status: 200, body: JSON.stringify(body) };
  };
  t.deepEqual(notWell(await runChecks(inside({ answers }), medium)), [
    "fluent-bit tcp.0 problem",
    "Graylog's store problem",
    "Graylog's journal warning",
  ]);
});
