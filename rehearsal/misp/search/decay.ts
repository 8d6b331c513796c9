import type { Misp } from "../misp.ts";
import { nowOf } from "../misp.ts";
import type { Row } from "../../store/sqlite.ts";

/** How much a decaying model says that an attribute is still worth. */
export interface DecayScore {
  readonly score: number;
  readonly base_score: number;
  readonly decayed: boolean;
  readonly DecayingModel: { readonly id: string; readonly name: string };
}

/** A model of MISP's own: the score falls to nothing in `lifetime` days. */
export interface DecayingModel {
  readonly id: number;
  readonly name: string;
  readonly lifetime: number;
  readonly speed: number;
  readonly threshold: number;
  readonly types: RegExp;
}

/** The models of a fresh installation that are rehearsed. None is enabled at first. */
export const decayingModels: readonly DecayingModel[] = [
  {
    id: 2,
    name: "Phishing model",
    lifetime: 3,
    speed: 2.3,
    threshold: 30,
    types: /^(?:domain|hostname|url|uri|ip-|link|email)/,
  },
  {
    id: 3,
    name: "NIDS Simple Decaying Model",
    lifetime: 120,
    speed: 2,
    threshold: 30,
    types: /^(?:domain|hostname|url|uri|ip-|md5|sha|filename|email|user-agent|ja3|snort|x509)/,
  },
];

/** The ids of the enabled models. */
export function enabledModels(misp: Misp): number[] {
  return JSON.parse(misp.database.setting("decaying_models", () => "[]")) as number[];
}

/** The scores by every enabled model that is for the attribute's type. It decays from its last sighting. */
export function decayScores(misp: Misp, attribute: Row): DecayScore[] {
  const enabled = enabledModels(misp);
  const seen = misp.database.one(
    "SELECT MAX(date_sighting) AS last FROM sightings WHERE attribute_id = ? AND type = 0",
    Number(attribute["id"]),
  );
  const since = Math.max(Number(attribute["timestamp"]), Number(seen?.["last"] ?? 0));
  const days = Math.max(0, nowOf(misp) - since) / 86_400;
  return decayingModels
    .filter(({ id, types }) => enabled.includes(id) && types.test(String(attribute["type"])))
    .map(({ id, name, lifetime, speed, threshold }) => {
      const score = Math.max(0, 80 * (1 - (days / lifetime) ** (1 / speed)));
      return {
        score,
        base_score: 80,
        decayed: score < threshold,
        DecayingModel: { id: String(id), name },
      };
    });
}
