import type { ContentFile } from "../analysis.ts";
import type { Finding } from "./finding.ts";

/** What reads the alerts' fields after Wazuh: pipeline rules, dashboards, event definitions, saved objects. */
export interface Consumers {
  readonly files: readonly ContentFile[];
  /** Finds the names of alerts' fields in a text. */
  readonly pattern: RegExp;
  /** Whether an alert can have the field of that name. */
  readonly has: (name: string) => boolean;
  /** As a sentence names those who read: `Graylog`. */
  readonly reader: string;
  /** What of an alert it keeps as fields, where it does not keep all. */
  readonly keeps?: Kept;
}

/** A table of what is kept. */
export interface Kept {
  /** File that the table is in. */
  readonly file: string;
  /** Paths that alerts have, and that have to be kept. */
  readonly paths: readonly string[];
  readonly has: (path: string) => boolean;
}

/** Fields that are read and that no alert has, and those that alerts have and that are not kept. */
export function consumerFindings({ files, pattern, has, reader, keeps }: Consumers): Finding[] {
  return [...unknownFields({ files, pattern, has, reader }), ...(keeps ? lostFields(keeps, reader) : [])];
}

const lostFields = ({ file, paths, has }: Kept, reader: string): Finding[] =>
  paths
    .filter((path) => !has(path))
    .map((path) => ({
      kind: "not-kept",
      severity: "error",
      file,
      line: 0,
      message: `Alerts have ${path}, and ${reader} makes no field of it.`,
      advice: "Add it to the table, or leave it out where it comes from.",
    }));

function unknownFields({ files, pattern, has, reader }: Consumers): Finding[] {
  return files.flatMap(({ name: file, text }) =>
    text.split("\n").flatMap((content, index) =>
      Array.from(content.matchAll(pattern), ([whole, named]) => named ?? whole)
        .filter((field) => !has(field))
        .map((field): Finding => ({
          kind: "unknown-field",
          severity: "error",
          file,
          line: index + 1,
          message: `${reader} reads ${field} here, which no alert has.`,
          advice: "Name a field that an alert has, or add it to what describes the event.",
        })),
    ),
  );
}
