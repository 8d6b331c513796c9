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
}

/** Fields that are read and that no alert has. */
export function consumerFindings({ files, pattern, has, reader }: Consumers): Finding[] {
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
