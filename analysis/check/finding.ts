/** What is wrong, by name: what a machine that reads the findings goes by. */
export type FindingKind =
  | "xml"
  | "refused"
  | "empty-group"
  | "no-level"
  | "no-id"
  | "id-range"
  | "duplicate-id"
  | "unknown-parent"
  | "late-parent"
  | "never-fires"
  | "raises-nothing"
  | "loses-events"
  | "no-label"
  | "unknown-field"
  | "unknown-decoder"
  | "group-nobody-has"
  | "integration"
  | "pattern"
  | "wrong-language"
  | "not-checked";

/** Something to mend in rules, decoders, ossec.conf, or in what reads the events that they make. */
export interface Finding {
  readonly kind: FindingKind;
  /**
   * `error`: Wazuh does not start, leaves the rule out, or events are lost. `note`: true as far as it goes, and not the
   * content's mistake: what this check cannot look into.
   */
  readonly severity: "error" | "note";
  readonly file: string;
  /** From 1; 0 where it is about the file as a whole. */
  readonly line: number;
  readonly rule?: number;
  /** What is wrong, in a sentence. */
  readonly message: string;
  /** What to do about it, in a sentence. */
  readonly advice: string;
}

/** Orders findings as an editor goes through them. */
export function byPlace(one: Finding, other: Finding): number {
  return one.file === other.file ? one.line - other.line : one.file < other.file ? -1 : 1;
}
