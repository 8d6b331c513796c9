import { errorEvent, matchEvent } from "../../integration-script/event/enriched.ts";
import { renderEvent } from "../../integration-script/event/render.ts";
import { sourceOf } from "../../integration-script/event/source.ts";
import type { Alert } from "../../integration-script/alert/alert.ts";
import { Trouble, type TroubleKind } from "../../integration-script/errors.ts";
import type { IndicatorKind } from "../../integration-script/indicators/indicator.ts";
import type { ThreatLevel } from "../../integration-script/misp/attribute.ts";

/** What a match is made of, where a test says it. */
export interface MatchOf {
  readonly kind?: IndicatorKind;
  readonly value?: string;
  /** Type of MISP's attribute. */
  readonly type?: string;
  readonly category?: string;
  readonly toIds?: boolean;
  /** None where MISP's event tells none. */
  readonly threat?: ThreatLevel | "none";
  readonly agent?: string;
}

const alertOf = (agent: string): Alert => ({
  id: "1795505170.248",
  rule: { id: "100722", level: 3, groups: ["windows", "sysmon", "sysmon_event_22"] },
  agent: { id: agent, name: `host${agent}` },
});

const datagram = (agent: string, json: string): string => `1:[${agent}] (host${agent}) any->misp:${json}`;

/** The datagram that custom-misp sends for a match. */
export function matchDatagram({
  kind = "domain",
  value = "iabg.de",
  type = "domain",
  category = "Network activity",
  toIds = true,
  threat = "medium",
  agent = "001",
}: MatchOf = {}): string {
  const attribute = {
    id: "7",
    uuid: "6f0c5a52-4a3c-4c0e-9a55-0d6b8f2f1a02",
    type,
    category,
    value,
    toIds,
    timestamp: 1_795_500_000,
    tags: ["tlp:clear"],
    event: {
      id: "1",
      uuid: "6f0c5a52-4a3c-4c0e-9a55-0d6b8f2f1a01",
      info: "Lab",
      ...(threat !== "none" && { threatLevel: threat }),
    },
  };
  const indicator = { kind, value, field: "data.x", spellings: [value] };
  const event = matchEvent(
    [{ indicator, attribute, value, otherHalf: "unknown" }],
    sourceOf(alertOf(agent)),
    { origin: "misp", milliseconds: 12.5 },
    "https://localhost:18001",
  );
  return datagram(agent, renderEvent(event));
}

/** The datagram that custom-misp sends for trouble. */
export function errorDatagram(kind: TroubleKind, agent = "001"): string {
  const trouble = new Trouble(kind, `It is ${kind}: do this.`);
  return datagram(agent, renderEvent(errorEvent(trouble, sourceOf(alertOf(agent)))));
}
