import { enrichedFields } from "../../integration-script/enriched-event.ts";
import { sysmonLinuxFields } from "../wazuh/sysmon-linux-fields.ts";

/**
 * How Graylog keeps a field: a `keyword` is compared and counted as a whole, a `text` is searched by its words, a `number`
 * by its size, and a `list` of keywords by each of them.
 */
export type FieldKind = "keyword" | "text" | "number" | "list";

/** A field of an alert, by its path in the JSON that Wazuh writes. */
export interface AlertField {
  readonly path: string;
  readonly kind: FieldKind;
}

/** What Graylog calls the field of a path. */
export const graylogName = (path: string): string => `wazuh_${path.replaceAll(".", "_")}`;

const below = (prefix: string, names: string, kind: FieldKind = "keyword"): AlertField[] =>
  names.split(" ").map((name) => ({ path: prefix === "" ? name : `${prefix}.${name}`, kind }));

/** What every alert has around its data; the compliance lists are Wazuh's own. */
const envelope: readonly AlertField[] = [
  ...below("", "timestamp id location"),
  ...below("", "full_log previous_output", "text"),
  ...below("rule", "id description mail"),
  ...below("rule", "level firedtimes", "number"),
  ...below("rule", "groups mitre.id mitre.tactic mitre.technique", "list"),
  ...below("rule", "pci_dss gdpr gpg13 hipaa nist_800_53 tsc", "list"),
  ...below("agent", "id name ip"),
  ...below("manager", "name"),
  ...below("cluster", "name node"),
  ...below("decoder", "name parent"),
  ...below("predecoder", "program_name hostname timestamp"),
  ...below("input", "type"),
];

const enriched: readonly AlertField[] = enrichedFields.map(({ path, type }) => ({
  path: `data.${path}`,
  kind: type === "strings" ? "list" : "keyword",
}));

/** Fields that Wazuh's decoders share: docs of `<order>`. */
const decoded: readonly AlertField[] = [
  ...below(
    "data",
    "srcip dstip srcport dstport srcuser dstuser protocol action status id url system_name command",
  ),
  ...below("data", "extra_data data", "text"),
];

const windowsSystem: readonly AlertField[] = [
  ...below(
    "data.win.system",
    "providerName providerGuid eventSourceName eventID version level task opcode keywords",
  ),
  ...below("data.win.system", "systemTime eventRecordID processID threadID channel computer severityValue"),
  ...below("data.win.system", "message", "text"),
];

/** Sysmon's on Windows, of all of its events. */
const sysmon =
  "ruleName utcTime processGuid processId image user fileVersion description product company originalFileName " +
  "commandLine currentDirectory logonGuid logonId terminalSessionId integrityLevel hashes parentProcessGuid " +
  "parentProcessId parentImage parentCommandLine parentUser targetFilename creationUtcTime previousCreationUtcTime " +
  "protocol initiated sourceIsIpv6 sourceIp sourceHostname sourcePort sourcePortName destinationIsIpv6 destinationIp " +
  "destinationHostname destinationPort destinationPortName state version schemaVersion imageLoaded signed signature " +
  "signatureStatus sourceProcessGuid sourceProcessId sourceImage targetProcessGuid targetProcessId targetImage " +
  "newThreadId startAddress startModule startFunction sourceUser targetUser device sourceProcessGUID sourceThreadId " +
  "targetProcessGUID grantedAccess callTrace eventType targetObject details newName hash contents configuration " +
  "configurationFileHash pipeName operation eventNamespace name query type destination consumer filter queryName " +
  "queryStatus queryResults isExecutable archived session clientInfo iD";

/** Those that may be long, and are looked for by a part of them. */
const longTexts: ReadonlySet<string> = new Set(
  ["commandLine", "parentCommandLine", "callTrace", "contents", "details", "queryResults", "query"].flatMap(
    (name) => [`data.win.eventdata.${name}`, `data.eventdata.${name}`],
  ),
);

const packetbeat: readonly AlertField[] = [
  ...below("data.agent", "type"),
  ...below("data.ecs", "version"),
  ...below("data.event", "dataset"),
  ...below("data", "type"),
  ...below("data.network", "transport protocol bytes"),
  ...below("data.source", "ip port"),
  ...below("data.destination", "ip port domain"),
  ...below("data.dns", "question.name question.type response_code"),
  ...below("data.dns", "resolved_ip", "list"),
  ...below("data.dns", "answers", "text"),
  ...below(
    "data.tls",
    "version established client.server_name client.ja3 server.ja3s server.subject server.issuer",
  ),
  ...below("data.tls", "server.not_after server.hash.sha1 server.hash.sha256"),
  ...below("data.url", "full domain"),
  ...below("data.http", "request.method request.referrer response.status_code"),
  ...below("data.user_agent", "original"),
  ...below("data.icmp", "version request.message"),
];

const syscheck: readonly AlertField[] = [
  ...below("syscheck", "path event mode value_name value_type arch"),
  ...below(
    "syscheck",
    "size_before size_after perm_before perm_after uid_before uid_after gid_before gid_after",
  ),
  ...below("syscheck", "md5_before md5_after sha1_before sha1_after sha256_before sha256_after"),
  ...below(
    "syscheck",
    "uname_before uname_after gname_before gname_after mtime_before mtime_after inode_before inode_after",
  ),
  ...below("syscheck", "audit.process.name audit.process.id audit.user.name audit.user.id"),
  ...below("syscheck", "changed_attributes tags", "list"),
  ...below("syscheck", "diff", "text"),
];

/**
 * Every field of an alert that is a field in Graylog too. The others stay in the text of the message, where their words
 * are found: a field that nobody foresaw could be of one kind today and of another tomorrow, and there can be more of them
 * than an index holds, and then whole alerts would be lost.
 */
export const alertFields: readonly AlertField[] = [
  ...envelope,
  ...enriched,
  ...decoded,
  ...windowsSystem,
  ...below("data.win.eventdata", sysmon),
  ...sysmonLinuxFields.map(({ name }): AlertField => ({ path: `data.${name}`, kind: "keyword" })),
  ...packetbeat,
  ...syscheck,
].map((field) => (longTexts.has(field.path) ? { ...field, kind: "text" } : field));
