import { ok, problem, warning, type Finding } from "../finding.ts";
import type { Inside } from "./inside.ts";
import { refused, type DeepCheck } from "./check.ts";

const manager = "wazuh-manager";

/** Owner and mode that Wazuh wants, by path: docs/components.md, "Wazuh manager". */
const wanted: Readonly<Record<string, string>> = {
  "/var/ossec/integrations/custom-misp": "root:wazuh 750",
  "/var/ossec/etc/authd.pass": "root:wazuh 640",
  "/var/ossec/etc/rules/misp.xml": "wazuh:wazuh 660",
  "/var/ossec/etc/decoders/lab_sysmon_linux.xml": "wazuh:wazuh 660",
};

/** Whether the files that the lab puts into the manager came to lie there as Wazuh wants them. */
async function checkFiles(inside: Inside): Promise<Finding[]> {
  const about = "manager's files";
  const paths = Object.keys(wanted);
  const told = await inside.exec(manager, ["stat", "-c", "%n %U:%G %a", ...paths]);
  const found = new Map(
    told
      .trim()
      .split("\n")
      .map((line) => [line.split(" ")[0]!, line.split(" ").slice(1).join(" ")]),
  );
  const wrong = paths.filter((path) => found.get(path) !== wanted[path]);
  return wrong.length === 0
    ? [ok(about, `looked at ${paths.length} with stat: owner and mode are as Wazuh wants them`)]
    : wrong.map((path) =>
        problem(
          about,
          `${path} is ${found.get(path) ?? "not there"}, and must be ${wanted[path]!}`,
          "docker logs of the manager's container tell what /entrypoint-scripts/10-lab.sh did",
        ),
      );
}

/** custom-misp's own proof of its options, key, TLS, queue, store and clock. */
async function checkCustomMisp(inside: Inside): Promise<Finding[]> {
  // It ends with 1 where something is wrong, and says on standard output what.
  const said = await inside.exec(manager, [
    "sh",
    "-c",
    "/var/ossec/integrations/custom-misp check 2>&1 || true",
  ]);
  return said
    .trim()
    .split("\n")
    .map((line) => {
      const [, state, name = "", detail = ""] = /^(ok|FAIL)\s+([\w-]+): (.*)$/.exec(line) ?? [];
      return state === "ok"
        ? ok(`custom-misp ${name}`, detail)
        : problem(`custom-misp ${name}`.trim(), detail || line, "docs/enrichment.md tells of every error");
    });
}

/** Whether Filebeat reaches the indexer, with its certificate and its user. */
async function checkFilebeat(inside: Inside): Promise<Finding[]> {
  const said = await inside.exec(manager, ["sh", "-c", "filebeat test output 2>&1 || true"]);
  return [
    /talk to server\.\.\. OK/.test(said)
      ? ok("filebeat", "looked at `filebeat test output`: the indexer answers it")
      : problem(
          "filebeat",
          `\`filebeat test output\` says: ${lastLine(said)}`,
          "npm run lab -- logs wazuh --since 10m",
        ),
  ];
}

/** Whether the manager's own connector to the indexer, by which inventories go, was set up. */
async function checkConnector(inside: Inside): Promise<Finding[]> {
  const log = await inside.exec(manager, [
    "sh",
    "-c",
    "grep -i indexer-connector /var/ossec/logs/ossec.log | tail -n 20 || true",
  ]);
  const about = "inventories";
  if (/initialized successfully/i.test(log)) {
    return [ok(about, "looked at ossec.log: the manager's connector to the indexer is initialized")];
  }
  return [
    log.trim() === ""
      ? warning(
          about,
          "ossec.log says nothing of the connector to the indexer yet: agents' inventories make it speak",
        )
      : problem(about, `ossec.log says: ${lastLine(log)}`),
  ];
}

/** Passwords that the images come with. */
const defaults = {
  api: [
    { user: "wazuh", password: "wazuh" },
    { user: "wazuh-wui", password: "wazuh-wui" },
  ],
  indexer: [
    { user: "admin", password: "admin" },
    { user: "kibanaserver", password: "kibanaserver" },
  ],
};

async function checkApiPasswords(inside: Inside): Promise<Finding[]> {
  const url = "https://wazuh.manager:55000/security/user/authenticate";
  return [await refused(inside, "passwords of Wazuh's API", defaults.api, { method: "POST", url })];
}

async function checkIndexerPasswords(inside: Inside): Promise<Finding[]> {
  return [
    await refused(inside, "passwords of the indexer", defaults.indexer, {
      url: "https://wazuh.indexer:9200",
    }),
  ];
}

const lastLine = (text: string): string => text.trim().split("\n").at(-1) ?? "";

export const wazuhChecks: readonly DeepCheck[] = [
  { about: "manager's files", needs: [manager], run: checkFiles },
  { about: "custom-misp", needs: [manager, "misp"], run: checkCustomMisp },
  { about: "filebeat", needs: [manager, "wazuh-indexer"], run: checkFilebeat },
  { about: "inventories", needs: [manager, "wazuh-indexer"], run: checkConnector },
  { about: "passwords of Wazuh's API", needs: [manager], profile: "full", run: checkApiPasswords },
  { about: "passwords of the indexer", needs: ["wazuh-indexer"], run: checkIndexerPasswords },
];
