/** A rule for what custom-misp returns. */
export interface MispRule {
  /** In the range 100600 to 100699 that is this project's. */
  readonly id: number;
  readonly level: number;
  /** The rule that it is a child of; none for the one that knows the event by its label. */
  readonly parent?: number;
  /** Fields of the enriched event and what they have to be, as osregex. */
  readonly fields: readonly { readonly name: string; readonly pattern: string }[];
  readonly description: string;
  readonly groups: readonly string[];
  /** Techniques of MITRE ATT&CK, where the indicator tells. */
  readonly mitre: readonly string[];
  /** Counts the events before this one, on the same agent where it is not said otherwise. */
  readonly correlation?: MispCorrelation;
}

export interface MispCorrelation {
  /** Group of the rules whose events count. */
  readonly group: string;
  /** Events that it takes, this one among them. */
  readonly frequency: number;
  /** Seconds that they may lie back. */
  readonly timeframe: number;
  readonly same?: string;
  readonly different?: string;
  readonly allAgents?: boolean;
}

/** Group of the matches that MISP marks as fit for detection; the others are context. */
export const alertGroup = "misp_alert";
/** Group of the errors of custom-misp. */
export const errorGroup = "misp_error";

/** What is said of every match. */
export const known = "$(misp.indicator.value) of $(misp.source.agent_name) is known: $(misp.event_info)";

/** A field and what it has to be. */
export const field = (name: string, pattern: string) => ({ name, pattern });

/** An expression for one of some values. */
export const oneOf = (values: readonly string[]) => values.map((value) => `^${value}$`).join("|");
