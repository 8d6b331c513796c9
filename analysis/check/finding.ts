/** What can be wrong, by the name that a machine goes by. */
export const findingKinds = {
  xml: "XML that Wazuh's own reader refuses: it knows no declaration and no entities",
  refused: "an element, attribute or value that Wazuh refuses or does not heed",
  "empty-group": "a `<group>` without a rule, which keeps analysisd from starting",
  "no-level": "a rule without a level",
  "no-id": "a rule without an id",
  "id-range": "an id outside the range that is the content's own",
  "duplicate-id": "an id that another rule has, of the content or of Wazuh: the second is left out",
  "unknown-parent":
    "a rule, group or level in `if_sid`, `if_matched_sid`, `if_group`, `if_matched_group` or `if_level` that does not exist",
  "late-parent": "a parent that Wazuh reads only after its child",
  "never-fires":
    "a rule whose every event another takes first: one of level 0, of a higher level, or read before",
  "loses-events": "a rule of which a stock rule without an alert takes a part of the events first",
  "raises-nothing": "an event of custom-misp that raises no alert",
  "no-label": "a rule that reads custom-misp's fields while nobody above it asks for the label `integration`",
  "unknown-field":
    "a field that neither the decoder nor the enriched event has, in a rule, in Graylog's content, in a scenario or in a saved object of Wazuh's dashboard",
  "not-kept":
    "a field of the enriched event, of our decoders or of Packetbeat that Graylog makes no field of",
  "unknown-decoder": "a decoder in `decoded_as` that does not exist",
  "unknown-list": "a list that a rule asks and that ossec.conf does not name: the rule is left out",
  "group-nobody-has":
    "a name in `<integration>`'s `<group>` that no rule which raises an alert has; it is compared exactly",
  integration:
    "an `<integration>` that integratord does not run, that gets no JSON, or that is called for its own answers",
  pattern: "a pattern that osregex, osmatch or PCRE2 refuses",
  "wrong-language": "a pattern of PCRE2 that osregex or osmatch takes as plain text",
  "not-checked": "what Wazuh takes and the check cannot follow; a note, and no error",
} as const;

export type FindingKind = keyof typeof findingKinds;

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
