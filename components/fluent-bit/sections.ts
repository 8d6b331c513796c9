import type { Filter } from "../configuration/fluent-bit/filters.ts";
import type { Output } from "../configuration/fluent-bit/outputs.ts";
import { wazuhParser, type Parser } from "../configuration/fluent-bit/parsers.ts";

/** One line of a section. */
export interface Line {
  readonly key: string;
  readonly value: string | number | boolean;
}

/** A `[FILTER]` or `[OUTPUT]`. */
export interface Section {
  readonly name: string;
  readonly match: string;
  readonly lines: readonly Line[];
}

/** A `[PARSER]`. */
export interface ParserSection {
  readonly name: string;
  readonly format: string;
  readonly lines: readonly Line[];
}

const line = (key: string, value: Line["value"] | undefined): Line[] =>
  value === undefined ? [] : [{ key, value }];

/** `rule.description` is `$rule['description']`; a field at the top is its own name. */
function accessor(field: string): string {
  const [first, ...rest] = field.split(".");
  return rest.length === 0 ? field : `$${first}${rest.map((part) => `['${part}']`).join("")}`;
}

/** A filter of the stack's file. @param tags which records it changes, by what it is for */
export function filterSection(
  filter: Filter,
  tags: { readonly outputs: string; readonly graylog: string },
): Section {
  if (filter.type === "modify") {
    const changes = ["set", "add", "rename", "copy"] as const;
    return {
      name: "modify",
      match: tags.outputs,
      lines: [
        ...changes.flatMap((change) =>
          Object.entries(filter[change]).map(([field, value]) => ({
            key: change[0]!.toUpperCase() + change.slice(1),
            value: `${field} ${value}`,
          })),
        ),
        ...filter.remove.map((field) => ({ key: "Remove", value: field })),
      ],
    };
  }
  const conditions = [
    ...filter.keep.map((condition) => ({ key: "Regex", ...condition })),
    ...filter.drop.map((condition) => ({ key: "Exclude", ...condition })),
  ];
  return {
    name: "grep",
    match: tags[filter.on],
    lines: [
      ...(conditions.length > 1 ? line("Logical_Op", filter.match === "all" ? "and" : "or") : []),
      ...conditions.map(({ key, field, matches }) => ({ key, value: `${accessor(field)} ${matches}` })),
    ],
  };
}

/**
 * GELF wants a host and a short message in each record, or drops all that are sent with one that has none; and it drops a
 * field called `id`, which is the alert's.
 */
export function gelfFilter(match: string): Section {
  return {
    name: "modify",
    match,
    lines: [
      { key: "Add", value: "host wazuh.manager" },
      { key: "Add", value: "short_message wazuh-alert" },
      { key: "Copy", value: "id alert_id" },
    ],
  };
}

/** An output of the stack's file. @param authorityFile where its server's authority is, when one is given */
export function outputSection(output: Output, match: string, authorityFile: string | undefined): Section {
  return { name: output.type, match, lines: linesOf(output, authorityFile) };
}

function linesOf(output: Output, authorityFile: string | undefined): Line[] {
  const verified = [
    { key: "tls", value: "On" },
    { key: "tls.verify", value: "On" },
    ...line("tls.ca_file", authorityFile),
  ];
  switch (output.type) {
    case "stdout":
      return line("Format", output.format);
    case "gelf":
      return [
        ...line("Host", output.host),
        ...line("Port", output.port),
        ...line("Mode", output.mode),
        ...line("Gelf_Short_Message_Key", "short_message"),
        ...line("Gelf_Host_Key", "host"),
        // Wazuh's own `timestamp` is text, which GELF's is not: the record's time is taken.
        ...line("Gelf_Timestamp_Key", "gelf_timestamp"),
        ...(output.mode === "tls" ? verified : []),
        ...waiting(output.diskLimit),
      ];
    case "http":
      return [
        ...line("Host", output.host),
        ...line("Port", output.port),
        ...line("URI", output.uri),
        ...line("Format", output.format),
        ...line("json_date_key", output.dateKey === false ? "false" : output.dateKey),
        ...line("compress", output.compress),
        ...Object.entries(output.headers).map(([name, value]) => ({
          key: "Header",
          value: `${name} ${value}`,
        })),
        ...line("HTTP_User", output.user),
        ...line("HTTP_Passwd", output.password),
        ...(output.tls ? verified : line("tls", "Off")),
        ...waiting(output.diskLimit),
      ];
  }
}

const waiting = (diskLimit: string): Line[] => [
  { key: "Retry_Limit", value: "no_limits" },
  { key: "storage.total_limit_size", value: diskLimit },
];

/** The lab's parser of Wazuh's alerts, and those of the stack's file. */
export function parserSections(own: readonly Parser[]): ParserSection[] {
  const wazuh: Parser = {
    name: wazuhParser,
    format: "json",
    timeKey: "timestamp",
    timeFormat: "%Y-%m-%dT%H:%M:%S.%L%z",
    timeKeep: true,
  };
  return [wazuh, ...own].map(({ name, format, regex, timeKey, timeFormat, timeKeep }) => ({
    name,
    format,
    lines: [
      ...line("Regex", regex),
      ...line("Time_Key", timeKey),
      ...line("Time_Format", timeFormat),
      ...line("Time_Keep", timeKeep ? "On" : "Off"),
    ],
  }));
}
