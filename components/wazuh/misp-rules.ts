import { matchGroup } from "../../integration-script/enriched-event.ts";
import type { TroubleKind } from "../../integration-script/errors.ts";
import { matchRules } from "./match-rules.ts";
import { alertGroup, errorGroup, field, known, type MispRule, oneOf } from "./misp-rule.ts";

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

const failure: MispRule = {
  id: 100_621,
  level: 5,
  parent: root.id,
  fields: [field("misp.error.kind", some)],
  description: "MISP: the look-up failed: $(misp.error.message)",
  groups: [errorGroup],
  mitre: [],
};

const errors: readonly MispRule[] = [
  failure,
  {
    id: 100_624,
    level: 8,
    parent: failure.id,
    fields: [field("misp.error.kind", oneOf(lasting))],
    description: "MISP: this stays until somebody corrects it: $(misp.error.message)",
    groups: [errorGroup, "misp_error_lasting"],
    mitre: [],
  },
  {
    id: 100_625,
    level: 10,
    parent: failure.id,
    fields: [],
    description: "MISP: look-ups fail again and again, the last: $(misp.error.message)",
    groups: [errorGroup, "misp_error_flood"],
    mitre: [],
    // custom-misp tells of one kind of error once in some seconds: this is trouble that lasts.
    correlation: { group: errorGroup, frequency: 10, timeframe: 300, allAgents: true },
  },
];

/** Knows a match; it fires itself where nothing below it is satisfied. */
const match: MispRule = {
  id: 100_622,
  level: 12,
  parent: root.id,
  fields: [field("misp.value", some)],
  description: `MISP: ${known}`,
  groups: [matchGroup, "threat_intel"],
  mitre: [],
};

const context: MispRule = {
  id: 100_623,
  level: 5,
  parent: match.id,
  fields: [field("misp.to_ids", "^false$")],
  description: `MISP: ${known}, as context and not for detection`,
  groups: [matchGroup, "threat_intel", "misp_context"],
  mitre: [],
};

/**
 * Wazuh counts events of rules that were read before, so these come last; by their level they are tried first. It compares
 * each event before with the one that it has, and not those before with each other.
 */
const correlations: readonly MispRule[] = [
  {
    id: 100_690,
    level: 15,
    parent: match.id,
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
    parent: match.id,
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
  match,
  context,
  ...matchRules(match.id),
  ...correlations,
];

/** The rules whose alerts are the hop `raised`: a match was told. */
export const raisedRules: readonly MispRule[] = mispRules.filter(({ groups }) => groups.includes(matchGroup));
