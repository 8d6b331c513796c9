/** A field of Sysmon for Linux: what stands before its value in the event's XML, and the name that rules know it by. */
export interface DecodedField {
  /** An expression of PCRE2 with the value as its one group. */
  readonly pattern: string;
  readonly name: string;
}

/** `<` and `>` in a pattern: Wazuh's XML reader and that of its API agree on neither. */
const [open, close] = [String.raw`\x3C`, String.raw`\x3E`];

/** A value ends where the next element begins: Sysmon writes `<` in it as an entity. */
const value = `([^${open}]+)`;

const inElement = (element: string): DecodedField => ({
  pattern: `${open}${element}${close}${value}${open}`,
  name: `system.${lowerFirst(element)}`,
});

const inAttribute = (element: string, attribute: string, name: string): DecodedField => ({
  pattern: `${open}${element}\\b[^${close}]* ${attribute}="([^"]+)"`,
  name: `system.${name}`,
});

/** As with Wazuh's own decoder of Windows' events, a field that holds nothing but `-` is none. */
const inData = (field: string): DecodedField => ({
  pattern: `${open}Data Name="${field}"${close}(?!-${open})${value}${open}`,
  name: `eventdata.${lowerFirst(field)}`,
});

/** Names as Wazuh writes those of Windows' events. */
const lowerFirst = (name: string): string =>
  name === "EventID" || name === "EventRecordID"
    ? `event${name.slice("Event".length)}`
    : name.charAt(0).toLowerCase() + name.slice(1);

/**
 * What Sysmon for Linux writes: of the part that each event has, and of the events 1, 3, 5, 9, 11, 16 and 23.
 *
 * @see https://github.com/microsoft/SysmonForLinux `outputxml.cpp` for the form, and SysmonCommon `manifest.xml` for the
 *   fields
 */
export const sysmonLinuxFields: readonly DecodedField[] = [
  inAttribute("Provider", "Name", "providerName"),
  ...["EventID", "Level", "EventRecordID", "Channel", "Computer"].map(inElement),
  inAttribute("TimeCreated", "SystemTime", "systemTime"),
  inAttribute("Execution", "ProcessID", "processID"),
  inAttribute("Security", "UserId", "userId"),
  ...[
    "RuleName",
    "UtcTime",
    "ProcessGuid",
    "ProcessId",
    "Image",
    "FileVersion",
    "Description",
    "Product",
    "Company",
    "OriginalFileName",
    "CommandLine",
    "CurrentDirectory",
    "User",
    "LogonGuid",
    "LogonId",
    "TerminalSessionId",
    "IntegrityLevel",
    "Hashes",
    "ParentProcessGuid",
    "ParentProcessId",
    "ParentImage",
    "ParentCommandLine",
    "ParentUser",
    "Protocol",
    "Initiated",
    "SourceIsIpv6",
    "SourceIp",
    "SourceHostname",
    "SourcePort",
    "SourcePortName",
    "DestinationIsIpv6",
    "DestinationIp",
    "DestinationHostname",
    "DestinationPort",
    "DestinationPortName",
    "Device",
    "TargetFilename",
    "CreationUtcTime",
    "IsExecutable",
    "Archived",
    "Configuration",
    "ConfigurationFileHash",
  ].map(inData),
];
