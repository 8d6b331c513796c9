import { matchGroup } from "../../integration-script/enriched-event.ts";
import type { TroubleKind } from "../../integration-script/errors.ts";
import type { IndicatorKind } from "../../integration-script/indicators/indicator.ts";

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

/** What the matches have in common that MISP marks as fit for detection; the others are context. */
const alertGroup = "misp_alert";
/** What the errors of custom-misp have in common. */
export const errorGroup = "misp_error";

const field = (name: string, pattern: string) => ({ name, pattern });
const oneOf = (values: readonly string[]) => values.map((value) => `^${value}$`).join("|");
const some = String.raw`\.+`;

const root: MispRule = {
  id: 100_620,
  level: 0,
  fields: [field("integration", "^misp$")],
  description: "MISP: an event of custom-misp",
  groups: [],
  mitre: [],
};

/** Kinds of trouble that stay until somebody changes something. */
const lasting = [
  "usage",
  "options",
  "key",
  "key-refused",
  "tls",
  "redirect",
  "client-error",
  "store",
] satisfies readonly TroubleKind[];

const errors: readonly MispRule[] = [
  {
    id: 100_621,
    level: 5,
    parent: root.id,
    fields: [field("misp.error.kind", some)],
    description: "MISP: the look-up failed: $(misp.error.message)",
    groups: [errorGroup],
    mitre: [],
  },
  {
    id: 100_624,
    level: 8,
    parent: 100_621,
    fields: [field("misp.error.kind", oneOf(lasting))],
    description: "MISP: no look-up works until this is corrected: $(misp.error.message)",
    groups: [errorGroup, "misp_error_lasting"],
    mitre: [],
  },
  {
    id: 100_625,
    level: 10,
    parent: 100_621,
    fields: [],
    description: "MISP: look-ups fail again and again, the last: $(misp.error.message)",
    groups: [errorGroup, "misp_error_flood"],
    mitre: [],
    // custom-misp tells of one kind of error once in some seconds: this is trouble that lasts.
    correlation: { group: errorGroup, frequency: 10, timeframe: 300, allAgents: true },
  },
];

const known = "$(misp.indicator.value) of $(misp.source.agent_name) is known: $(misp.event_info)";

const matches: readonly MispRule[] = [
  {
    id: 100_622,
    level: 12,
    parent: root.id,
    fields: [field("misp.value", some)],
    description: `MISP: ${known}`,
    groups: [matchGroup, "threat_intel"],
    mitre: [],
  },
  {
    id: 100_623,
    level: 5,
    parent: 100_622,
    fields: [field("misp.to_ids", "^false$")],
    description: `MISP: ${known}, as context and not for detection`,
    groups: [matchGroup, "threat_intel", "misp_context"],
    mitre: [],
  },
];

/** What a match tells, by the indicator's kind and MISP's category. */
interface MatchClass {
  /** Of its rule; those for the threat levels follow. */
  readonly id: number;
  readonly kinds: readonly IndicatorKind[];
  readonly categories?: readonly string[];
  /** What the type of MISP's attribute has to be, as osregex. */
  readonly type?: string;
  readonly group: string;
  readonly what: string;
  readonly mitre: readonly string[];
}

/** Kinds of values that one file has. */
const fileHashes = [
  "md5",
  "sha1",
  "sha224",
  "sha256",
  "sha384",
  "sha512",
  "imphash",
  "authentihash",
  "tlsh",
  "ssdeep",
] satisfies readonly IndicatorKind[];

const dropped = ["Payload installation", "Artifacts dropped"];

/** In the order that they are tried: one with categories before the same kinds without. */
const classes: readonly MatchClass[] = [
  {
    id: 100_630,
    kinds: ["ip", "domain", "url"],
    categories: ["Payload delivery"],
    group: "misp_delivery",
    what: "the source of malware ",
    mitre: ["T1105"],
  },
  { id: 100_633, kinds: ["ip"], group: "misp_ip", what: "the address ", mitre: ["T1071"] },
  { id: 100_636, kinds: ["domain"], group: "misp_domain", what: "the domain ", mitre: ["T1071"] },
  { id: 100_639, kinds: ["url"], group: "misp_url", what: "the URL ", mitre: ["T1071.001"] },
  { id: 100_642, kinds: ["ja3"], group: "misp_tls", what: "the TLS fingerprint ", mitre: ["T1573"] },
  {
    id: 100_666,
    kinds: ["md5", "sha1", "sha256"],
    type: "^x509-fingerprint-",
    group: "misp_tls",
    what: "the certificate ",
    mitre: ["T1573"],
  },
  {
    id: 100_645,
    kinds: fileHashes,
    categories: ["Payload delivery"],
    group: "misp_file",
    what: "the file with the hash ",
    mitre: ["T1204.002"],
  },
  {
    id: 100_648,
    kinds: fileHashes,
    categories: dropped,
    group: "misp_file",
    what: "the dropped file with the hash ",
    mitre: ["T1105"],
  },
  { id: 100_651, kinds: fileHashes, group: "misp_file", what: "the hash ", mitre: [] },
  { id: 100_654, kinds: ["filename"], group: "misp_filename", what: "the file name ", mitre: [] },
  { id: 100_657, kinds: ["email"], group: "misp_email", what: "the address ", mitre: ["T1566"] },
  {
    id: 100_660,
    kinds: ["regkey"],
    categories: ["Persistence mechanism"],
    group: "misp_registry",
    what: "the registry key ",
    mitre: ["T1547.001"],
  },
  { id: 100_663, kinds: ["regkey"], group: "misp_registry", what: "the registry key ", mitre: ["T1112"] },
];

/** Levels by MISP's threat level; `medium`, and an event that says none, has that of the class itself. */
const threats = [
  { threat: "high", level: 14 },
  { threat: "low", level: 10 },
] as const;

/** A class and its children by threat level: ids of one class follow each other. */
function rulesOfClass({ id, kinds, categories, type, group, what, mitre }: MatchClass): readonly MispRule[] {
  const groups = [matchGroup, alertGroup, "threat_intel", group];
  const description = `MISP: ${what}${known}`;
  return [
    {
      id,
      level: 12,
      parent: 100_622,
      fields: [
        field("misp.to_ids", "^true$"),
        field("misp.indicator.kind", oneOf(kinds)),
        ...(categories ? [field("misp.category", oneOf(categories))] : []),
        ...(type === undefined ? [] : [field("misp.type", type)]),
      ],
      description,
      groups,
      mitre,
    },
    ...threats.map(({ threat, level }, child) => ({
      id: id + 1 + child,
      level,
      parent: id,
      fields: [field("misp.threat_level", `^${threat}$`)],
      description: `${description} (threat level ${threat})`,
      groups,
      mitre,
    })),
  ];
}

/**
 * Wazuh counts events of rules that were read before, so these come last; by their level they are tried first. It compares
 * each event before with the one that it has, and not those before with each other.
 */
const correlations: readonly MispRule[] = [
  {
    id: 100_690,
    level: 15,
    parent: 100_622,
    fields: [field("misp.to_ids", "^true$")],
    description:
      "MISP: $(misp.indicator.value) of $(misp.source.agent_name) was seen on another agent: $(misp.event_info)",
    groups: [matchGroup, alertGroup, "threat_intel", "misp_correlation", "misp_spread"],
    mitre: [],
    correlation: {
      group: alertGroup,
      frequency: 2,
      timeframe: 3600,
      same: "misp.indicator.value",
      different: "misp.source.agent_id",
      allAgents: true,
    },
  },
  {
    id: 100_691,
    level: 15,
    parent: 100_622,
    fields: [field("misp.to_ids", "^true$")],
    description:
      "MISP: $(misp.source.agent_name) has several known indicators, the last: $(misp.indicator.value): $(misp.event_info)",
    groups: [matchGroup, alertGroup, "threat_intel", "misp_correlation", "misp_several"],
    mitre: [],
    correlation: { group: alertGroup, frequency: 3, timeframe: 600, different: "misp.indicator.value" },
  },
];

/** Every rule for custom-misp's events, in the order that Wazuh is to read them. */
export const mispRules: readonly MispRule[] = [
  root,
  ...errors,
  ...matches,
  ...classes.flatMap(rulesOfClass),
  ...correlations,
];

/** The rules whose alerts are the hop `raised`: a match was told. */
export const raisedRules: readonly MispRule[] = mispRules.filter(({ groups }) => groups.includes(matchGroup));
