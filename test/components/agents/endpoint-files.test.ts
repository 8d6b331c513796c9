import { XMLParser } from "fast-xml-parser";
import test from "ava";
import { parse } from "yaml";
import { renderPacketbeat, sysmonConfiguration } from "../../../components/agents/endpoint-files.ts";
import {
  agentGroups,
  linuxEnrolmentFiles,
  renderAgentConf,
  windowsEnrolmentFiles,
} from "../../../components/agents/enrolment.ts";
import { raisedSysmonEvents, raisedSysmonLinuxEvents } from "../../../components/telemetry.ts";
import { readTemplate, TemplateError } from "../../../components/template.ts";

const manager = { host: "wazuh.manager", port: 1514, enrolmentPort: 1515 };
const arrays = new Set(["agent_config", "localfile", "directories", "ignore", "RuleGroup"]);
const xml = new XMLParser({
  ignoreAttributes: false,
  processEntities: false,
  parseTagValue: false,
  isArray: (name) => arrays.has(name),
});

interface LocalFile {
  readonly log_format: string;
  readonly location: string;
  readonly query?: string;
  readonly "only-future-events"?: string;
}
interface Directories {
  readonly "#text": string;
  readonly "@_check_all": string;
  readonly "@_realtime": string;
}
interface AgentConfig {
  readonly "@_profile"?: string;
  readonly localfile?: readonly LocalFile[];
  readonly syscheck?: { readonly directories: readonly Directories[]; readonly ignore: readonly unknown[] };
  readonly client_buffer?: Readonly<Record<string, string>>;
}
const agentConf = (group: string): readonly AgentConfig[] =>
  (xml.parse(readTemplate(`wazuh-manager/etc/shared/${group}/agent.conf`)) as { agent_config: AgentConfig[] })
    .agent_config;
const localFiles = (group: string, profile?: string): readonly LocalFile[] =>
  agentConf(group)
    .filter((config) => config["@_profile"] === profile)
    .flatMap(({ localfile = [] }) => localfile);

interface OssecConf {
  readonly ossec_config: {
    readonly client: {
      readonly server: Readonly<Record<string, string>>;
      readonly "config-profile": string;
      readonly enrollment: Readonly<Record<string, string>>;
    };
  };
}
const clientOf = (text: string) => (xml.parse(text) as OssecConf).ossec_config.client;

test("an agent's own configuration says where its manager is, and enrols with a verified certificate and a file", (t) => {
  const client = clientOf(
    renderAgentConf({ name: "web01", os: "linux" }, "journald", manager, linuxEnrolmentFiles),
  );
  t.like(client.server, { address: "wazuh.manager", port: "1514", protocol: "tcp" });
  t.is(client["config-profile"], "journald");
  t.deepEqual(client.enrollment, {
    enabled: "yes",
    port: "1515",
    agent_name: "web01",
    groups: "linux,lab",
    server_ca_path: "/var/ossec/etc/lab-authority.pem",
    authorization_pass_path: "/var/ossec/etc/authd.pass",
    delay_after_enrollment: "2",
  });
});

test("on Windows the same files have their paths there, backslashes and all", (t) => {
  const client = clientOf(
    renderAgentConf({ name: "w", os: "windows" }, "windows", manager, windowsEnrolmentFiles),
  );
  t.is(client.enrollment["server_ca_path"], String.raw`C:\Program Files (x86)\ossec-agent\lab-authority.pem`);
  t.is(client.enrollment["groups"], "windows,lab");
});

test("a manager's address that would be markup or another line is refused by name", (t) => {
  for (const host of ["<host>", "a&b", "a\nb"]) {
    t.throws(
      () =>
        renderAgentConf(
          { name: "web01", os: "linux" },
          "journald",
          { ...manager, host },
          linuxEnrolmentFiles,
        ),
      { instanceOf: TemplateError, message: /wazuh-agent\/ossec\.conf/ },
    );
  }
});

test("each group that agents enrol with has its agent.conf, for authd refuses a group that is not there", (t) => {
  for (const group of agentGroups) {
    t.true(agentConf(group).length > 0, group);
  }
});

test("Wazuh's own XML reader gets no entities, which it would not resolve", (t) => {
  for (const group of agentGroups) {
    t.notRegex(readTemplate(`wazuh-manager/etc/shared/${group}/agent.conf`), /&/, group);
  }
});

test("Windows sends Sysmon's channel as it is, Security and PowerShell without what repeats itself", (t) => {
  const channels = localFiles("windows").filter(({ log_format }) => log_format === "eventchannel");
  const query = (channel: string) => channels.find(({ location }) => location === channel)?.query;
  t.true(channels.some(({ location }) => location === "Microsoft-Windows-Sysmon/Operational"));
  t.is(query("Microsoft-Windows-Sysmon/Operational"), undefined);
  t.is(query("Microsoft-Windows-PowerShell/Operational"), "Event/System[EventID = 4104]");
  t.regex(query("Security") ?? "", /^Event\/System\[EventID != \d+( and EventID != \d+)+\]$/);
});

test("every event of Windows that is left out is named with its reason above", (t) => {
  const text = readTemplate("wazuh-manager/etc/shared/windows/agent.conf");
  const query = localFiles("windows").find(({ location }) => location === "Security")!.query!;
  const reasons = /<!--\s+Left out[\s\S]+?-->/.exec(text)![0];
  for (const [, id = ""] of query.matchAll(/!= (\d+)/g)) {
    t.true(reasons.includes(id), id);
  }
});

test("Linux sends its journal where there is one, and rsyslog's file in a container, never both", (t) => {
  t.deepEqual(
    localFiles("linux", "journald").map(({ log_format, location }) => [log_format, location]),
    [["journald", "journald"]],
  );
  t.deepEqual(
    localFiles("linux", "syslog").map(({ log_format, location }) => [log_format, location]),
    [["syslog", "/var/log/syslog"]],
  );
});

test("files of users are watched at once and with all hashes, on both systems", (t) => {
  for (const [group, folder] of [
    ["linux", "/tmp"],
    ["linux", "/home"],
    ["windows", String.raw`C:\Users\*\Downloads`],
  ] as const) {
    const directories = agentConf(group).flatMap(({ syscheck }) => syscheck?.directories ?? []);
    t.true(
      directories.some((entry) => entry["#text"].split(",").includes(folder)),
      folder,
    );
    for (const entry of directories) {
      t.is(entry["@_realtime"], "yes");
      t.is(entry["@_check_all"], "yes");
    }
  }
});

test("whatever a group's agent.conf ignores has its reason in the comment before", (t) => {
  for (const group of ["linux", "windows"]) {
    const lines = readTemplate(`wazuh-manager/etc/shared/${group}/agent.conf`).split("\n");
    const ignored = lines.flatMap((line, index) => (line.includes("<ignore") ? [index] : []));
    t.true(ignored.length > 0);
    for (const index of ignored) {
      t.regex(lines[index - 1]!, /-->$|<ignore/, lines[index]);
    }
  }
});

test("a burst of Sysmon fits into the agent's buffer", (t) => {
  const buffer = agentConf("lab")[0]!.client_buffer!;
  // Wazuh's default is 5,000.
  t.is(buffer["queue_size"], "50000");
  t.is(buffer["events_per_second"], "1000");
});

interface Sysmon {
  readonly "@_schemaversion": string;
  readonly HashAlgorithms?: string;
  readonly EventFiltering: {
    readonly RuleGroup: readonly Record<string, { readonly "@_onmatch": string } | string>[];
  };
}
const sysmon = (os: "linux" | "windows") => (xml.parse(sysmonConfiguration(os)) as { Sysmon: Sysmon }).Sysmon;

/** Rules of Sysmon by the event that they are for: `sysmon -s` prints the schema. */
const ruleOfEvent: Readonly<Record<number, string>> = {
  1: "ProcessCreate",
  3: "NetworkConnect",
  6: "DriverLoad",
  5: "ProcessTerminate",
  7: "ImageLoad",
  9: "RawAccessRead",
  11: "FileCreate",
  12: "RegistryEvent",
  13: "RegistryEvent",
  14: "RegistryEvent",
  15: "FileCreateStreamHash",
  22: "DnsQuery",
  23: "FileDelete",
  24: "ClipboardChange",
  25: "ProcessTampering",
  26: "FileDeleteDetected",
};

/** Events that are logged: with an exclude list, or with an include list that is not empty. */
const logged = (os: "linux" | "windows"): Set<string> =>
  new Set(
    sysmon(os).EventFiltering.RuleGroup.flatMap((group) =>
      Object.entries(group).flatMap(([event, rule]) =>
        typeof rule === "object" && (rule["@_onmatch"] === "exclude" || Object.keys(rule).length > 1)
          ? [event]
          : [],
      ),
    ),
  );

test("Sysmon on Windows logs exactly the events that rules of the lab raise, with the hashes that MISP has", (t) => {
  const raised = raisedSysmonEvents.map(({ event }) => ruleOfEvent[Number(event)]!);
  t.deepEqual(logged("windows"), new Set(raised));
  t.is(sysmon("windows").HashAlgorithms, "MD5,SHA1,SHA256,IMPHASH");
  t.is(sysmon("windows")["@_schemaversion"], "4.90");
});

test("Sysmon on Linux logs what rules of the lab raise, but for the end of programs, and 16 without being asked", (t) => {
  const raised = raisedSysmonLinuxEvents.map(({ event }) => Number(event));
  t.deepEqual(
    [...logged("linux")].sort(),
    raised
      .filter((event) => event !== 5 && event !== 16)
      .map((event) => ruleOfEvent[event]!)
      .sort(),
  );
});

test("each exclusion of Sysmon's has its reason in a comment above it", (t) => {
  for (const os of ["linux", "windows"] as const) {
    let reason = false;
    for (const line of sysmonConfiguration(os).split("\n")) {
      if (/-->\s*$/.test(line)) {
        reason = true;
      } else if (/onmatch=|<\/RuleGroup|<RuleGroup/.test(line)) {
        reason = /onmatch="include"/.test(line);
      } else if (/condition=/.test(line)) {
        t.true(reason, `${os}: ${line.trim()}`);
      }
    }
  }
});

/** Elastic's Beats read YAML 1.1, in which a number that begins with 0 is octal. */
const yaml = { version: "1.1" } as const;

interface Packetbeat {
  readonly "packetbeat.interfaces.device": string;
  readonly "packetbeat.flows.enabled"?: boolean;
  readonly "packetbeat.flows"?: Readonly<Record<string, string>>;
  readonly "packetbeat.protocols": readonly { readonly type: string }[];
  readonly processors: readonly Readonly<Record<string, { readonly fields?: readonly string[] }>>[];
  readonly "output.file": { readonly path: string; readonly permissions: number };
}

test("Packetbeat sends DNS, TLS, HTTP and ICMP into the folder that the group's agent.conf reads", (t) => {
  for (const [os, device] of [
    ["linux", "any"],
    ["windows", "default_route"],
  ] as const) {
    const packetbeat = parse(renderPacketbeat({ os, sysmon: true }), yaml) as Packetbeat;
    t.is(packetbeat["packetbeat.interfaces.device"], device);
    t.deepEqual(
      packetbeat["packetbeat.protocols"].map(({ type }) => type),
      ["dns", "tls", "http", "icmp"],
    );
    const { path, permissions } = packetbeat["output.file"];
    t.is(permissions, 0o600);
    const read = localFiles(os).find(({ log_format }) => log_format === "json")!;
    t.is(read.location, `${path}${os === "windows" ? "\\" : "/"}*.ndjson`);
    t.is(read["only-future-events"], "no");
  }
});

test("Packetbeat tells of connections where no Sysmon does", (t) => {
  const flows = (sysmon: boolean) => parse(renderPacketbeat({ os: "linux", sysmon }), yaml) as Packetbeat;
  t.false(flows(true)["packetbeat.flows.enabled"]);
  t.deepEqual(flows(false)["packetbeat.flows"], { timeout: "30s", period: "-1s" });
  t.is(flows(false)["packetbeat.flows.enabled"], undefined);
});

test("what Packetbeat keeps has the fields of custom-misp's look-ups, and stays below the decoder's limit", (t) => {
  const { processors } = parse(renderPacketbeat({ os: "linux", sysmon: false }), yaml) as Packetbeat;
  const kept = processors.flatMap((processor) => processor["include_fields"]?.fields ?? []);
  for (const field of [
    "agent.type",
    "dns.question.name",
    "dns.resolved_ip",
    "dns.answers",
    "tls.client.server_name",
    "tls.client.ja3",
    "tls.server.ja3s",
    "tls.server.hash",
    "url.full",
    "destination.ip",
    "source.ip",
  ]) {
    t.true(kept.includes(field), field);
  }
  t.true(kept.length < 100);
});
