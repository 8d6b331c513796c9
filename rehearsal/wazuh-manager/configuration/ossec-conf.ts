import { parseXml, type XmlElement, XmlError } from "../../../analysis/xml.ts";
import { checkChildren, ConfigurationError, isNumber, oneOf, span } from "./elements.ts";
import { type AgentService, defaultAgentService, readAuth, readRemote } from "./agent-service.ts";
import { type Integration, readIntegration } from "./integration.ts";
import { readRuleset, type Ruleset } from "./ruleset.ts";

/** What etc/ossec.conf says, as far as the stand-in acts on it. Its texts are bytes (see analysis/bytes.ts). */
export interface OssecConf {
  readonly jsonOutput: boolean;
  readonly archiveJson: boolean;
  /** Bytes above which a start makes a new file of the day; 0 for none. */
  readonly maxOutputSize: number;
  readonly logLevel: number;
  readonly mailLevel: number;
  readonly ruleset: Ruleset;
  readonly integrations: readonly Integration[];
  readonly agents: AgentService;
}

/** Sections whose elements the stand-in does not look at: they are for parts that it does not have. */
const otherSections = new Set([
  "syscheck",
  "rootcheck",
  "email_alerts",
  "database_output",
  "syslog_output",
  "agentless",
  "localfile",
  "client",
  "client_buffer",
  "anti_tampering",
  "command",
  "active-response",
  "reports",
  "wodle",
  "sca",
  "vulnerability-detection",
  "vulnerability-detector",
  "indexer",
  "gcp-pubsub",
  "gcp-bucket",
  "fluent-forward",
  "labels",
  "logging",
  "cluster",
  "socket",
  "rule_test",
  "agent-upgrade",
  "task-manager",
  "wdb",
  "github",
  "office365",
  "ms-graph",
]);

const globalElements = new Set([
  "email_notification",
  "logall",
  "logall_json",
  "integrity_checking",
  "rootkit_detection",
  "host_information",
  "prelude_output",
  "prelude_profile",
  "prelude_log_level",
  "geoipdb",
  "zeromq_output",
  "zeromq_uri",
  "zeromq_server_cert",
  "zeromq_client_cert",
  "jsonout_output",
  "alerts_log",
  "stats",
  "memory_size",
  "white_list",
  "compress_alerts",
  "custom_alert_output",
  "rotate_interval",
  "max_output_size",
  "agents_disconnection_time",
  "agents_disconnection_alert_time",
  "limits",
  "cti-url",
  "update_check",
  "email_to",
  "email_from",
  "email_reply_to",
  "email_idsname",
  "smtp_server",
  "helo_server",
  "email_maxperhour",
  "email_log_source",
  "queue_size",
  "forward_to",
  "geoip_db_path",
  "geoip6_db_path",
]);

type Draft = { -readonly [Key in keyof OssecConf]: OssecConf[Key] };

/** Reads etc/ossec.conf (its bytes). Throws ConfigurationError where Wazuh refuses it. */
export function readOssecConf(text: string): OssecConf {
  const draft: Draft = {
    jsonOutput: true,
    archiveJson: false,
    maxOutputSize: 0,
    logLevel: 1,
    mailLevel: 7,
    ruleset: readRuleset([]),
    integrations: [],
    agents: defaultAgentService,
  };
  const rulesets: XmlElement[] = [];
  for (const root of parsed(text)) {
    if (root.name !== "ossec_config") {
      throw new ConfigurationError(
        `(1230): Invalid element in the configuration: '${root.name}'.`,
        root.line,
      );
    }
    for (const section of root.children) {
      readSection(section, draft, rulesets);
    }
  }
  draft.ruleset = readRuleset(rulesets);
  return draft;
}

function parsed(text: string): XmlElement[] {
  try {
    return parseXml(text);
  } catch (error) {
    if (error instanceof XmlError) {
      const message = `(1226): Error reading XML file 'etc/ossec.conf': ${error.message} (line ${error.line}).`;
      throw new ConfigurationError(message, error.line);
    }
    throw error;
  }
}

function readSection(section: XmlElement, draft: Draft, rulesets: XmlElement[]): void {
  switch (section.name) {
    case "global":
      readGlobal(section, draft);
      break;
    case "alerts":
      readAlerts(section, draft);
      break;
    case "ruleset":
      rulesets.push(section);
      break;
    case "integration":
      draft.integrations = [...draft.integrations, readIntegration(section)];
      break;
    case "remote":
      draft.agents = { ...draft.agents, ...readRemote(section) };
      break;
    case "auth":
      draft.agents = { ...draft.agents, ...readAuth(section) };
      break;
    default:
      if (!otherSections.has(section.name)) {
        throw new ConfigurationError(
          `(1230): Invalid element in the configuration: '${section.name}'.`,
          section.line,
        );
      }
  }
}

function readGlobal(section: XmlElement, draft: Draft): void {
  checkChildren(section, globalElements);
  for (const element of section.children) {
    if (element.name === "jsonout_output") {
      draft.jsonOutput = oneOf(element, ["yes", "no"]) === "yes";
    } else if (element.name === "logall_json") {
      draft.archiveJson = oneOf(element, ["yes", "no"]) === "yes";
    } else if (element.name === "max_output_size") {
      draft.maxOutputSize = size(element);
    } else if (element.name === "agents_disconnection_time") {
      draft.agents = { ...draft.agents, silence: span(element) };
    }
  }
}

/** A size in bytes, or with the unit B, K, M or G behind it. */
function size(element: XmlElement): number {
  const [, digits, unit = "B"] = /^(\d+)([bkmgBKMG])?$/.exec(element.content) ?? [];
  if (digits === undefined) {
    throw new ConfigurationError(
      `(1235): Invalid value for element '${element.name}': ${element.content}.`,
      element.line,
    );
  }
  return Number(digits) * 1024 ** "BKMG".indexOf(unit.toUpperCase());
}

function readAlerts(section: XmlElement, draft: Draft): void {
  checkChildren(section, new Set(["email_alert_level", "log_alert_level"]));
  for (const element of section.children) {
    draft[element.name === "log_alert_level" ? "logLevel" : "mailLevel"] = isNumber(element);
  }
}
