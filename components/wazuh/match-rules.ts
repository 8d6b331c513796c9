import { matchGroup } from "../../integration-script/enriched-event.ts";
import type { IndicatorKind } from "../../integration-script/indicators/indicator.ts";
import { alertGroup, field, known, type MispRule, oneOf } from "./misp-rule.ts";

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

/** A class and its children by threat level. */
function rulesOfClass(
  { id, kinds, categories, type, group, what, mitre }: MatchClass,
  parent: number,
): readonly MispRule[] {
  const groups = [matchGroup, alertGroup, "threat_intel", group];
  const description = `MISP: ${what}${known}`;
  return [
    {
      id,
      level: 12,
      parent,
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
 * The rules that tell matches apart, in the order that Wazuh is to read them.
 *
 * @param parent the rule that knows a match
 */
export const matchRules = (parent: number): readonly MispRule[] =>
  classes.flatMap((each) => rulesOfClass(each, parent));
