/** Fields of every Windows event, as Wazuh names them. */
export const systemFields: readonly string[] = (
  "providerName providerGuid eventSourceName eventID version level task opcode keywords systemTime eventRecordID " +
  "processID threadID channel computer severityValue message"
)
  .split(" ")
  .map((name) => `win.system.${name}`);

const process = "RuleName UtcTime ProcessGuid ProcessId Image User";
const registry = "RuleName EventType UtcTime ProcessGuid ProcessId Image TargetObject User";
const deletion = "RuleName UtcTime ProcessGuid ProcessId User Image TargetFilename Hashes IsExecutable";
const image = "FileVersion Description Product Company OriginalFileName";

/** Sysmon's manifest, schema 4.90 (`sysmon -s`). */
const schema: Readonly<Record<number, string>> = {
  1:
    `${process} ${image} CommandLine CurrentDirectory LogonGuid LogonId TerminalSessionId IntegrityLevel Hashes ` +
    "ParentProcessGuid ParentProcessId ParentImage ParentCommandLine ParentUser",
  2: `${process} TargetFilename CreationUtcTime PreviousCreationUtcTime`,
  3:
    `${process} Protocol Initiated SourceIsIpv6 SourceIp SourceHostname SourcePort SourcePortName DestinationIsIpv6 ` +
    "DestinationIp DestinationHostname DestinationPort DestinationPortName",
  4: "UtcTime State Version SchemaVersion",
  5: process,
  6: "RuleName UtcTime ImageLoaded Hashes Signed Signature SignatureStatus",
  7: `${process} ImageLoaded ${image} Hashes Signed Signature SignatureStatus`,
  8:
    "RuleName UtcTime SourceProcessGuid SourceProcessId SourceImage TargetProcessGuid TargetProcessId TargetImage " +
    "NewThreadId StartAddress StartModule StartFunction SourceUser TargetUser",
  9: `${process} Device`,
  10:
    "RuleName UtcTime SourceProcessGUID SourceProcessId SourceThreadId SourceImage TargetProcessGUID TargetProcessId " +
    "TargetImage GrantedAccess CallTrace SourceUser TargetUser",
  11: `${process} TargetFilename CreationUtcTime`,
  12: registry,
  13: `${registry} Details`,
  14: `${registry} NewName`,
  15: `${process} TargetFilename CreationUtcTime Hash Contents`,
  16: "UtcTime Configuration ConfigurationFileHash",
  17: `${process} EventType PipeName`,
  18: `${process} EventType PipeName`,
  19: "RuleName EventType UtcTime Operation User EventNamespace Name Query",
  20: "RuleName EventType UtcTime Operation User Name Type Destination",
  21: "RuleName EventType UtcTime Operation User Consumer Filter",
  22: `${process} QueryName QueryStatus QueryResults`,
  23: `${deletion} Archived`,
  24: `${process} Session ClientInfo Hashes Archived`,
  25: `${process} Type`,
  26: deletion,
  27: deletion,
  28: deletion,
  29: deletion,
  255: "UtcTime ID Description",
};

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** Fields of each of Sysmon's events by its number, as Wazuh names them. */
export const sysmonFields: ReadonlyMap<number, readonly string[]> = new Map(
  Object.entries(schema).map(([number, names]) => [
    Number(number),
    names.split(" ").map((name) => `win.eventdata.${lowerFirst(name)}`),
  ]),
);
