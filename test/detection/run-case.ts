import type { Alert } from "../../integration-script/alert/alert.ts";
import { matchEvent } from "../../integration-script/event/enriched.ts";
import { renderEvent } from "../../integration-script/event/render.ts";
import { sourceOf } from "../../integration-script/event/source.ts";
import { indicatorReader } from "../../integration-script/indicators/extract.ts";
import { bestFirst, matchesOf } from "../../integration-script/lookup/match.ts";
import { type Attribute, attributeOf } from "../../integration-script/misp/attribute.ts";
import { defaultOptions } from "../../integration-script/settings/options.ts";
import { integrationGroups } from "../../components/telemetry.ts";
import { renderOssecConf } from "../../components/wazuh/ossec-conf.ts";
import type { Outcome } from "../../analysis/analysis.ts";
import { alertOf, send } from "../analysis/analyse.ts";
import { type Case, type ExpectedAlert, mispEvents, type QueuedEvent, type SourceCase } from "./cases.ts";
import { labAnalysis } from "./content.ts";
import { answersTo } from "./misp-answers.ts";

/** custom-misp's options as the lab's ossec.conf has them. */
const [, options = ""] = /<options>(.*)<\/options>/.exec(
  renderOssecConf({
    settings: { archives: true, vulnerabilityDetection: false },
    misp: { url: "https://misp", publicUrl: "https://misp", key_file: "key", ca_file: "" },
    indexer: undefined,
  }),
)!;
const readIndicators = await indicatorReader({ ...defaultOptions, ...(JSON.parse(options) as object) });

/** Everything that MISP holds for detection, as it answers. */
const attributes: readonly Attribute[] = mispEvents.flatMap(({ Attribute: rows, ...event }, index) =>
  rows
    .filter(({ to_ids }) => to_ids)
    .map((row, place) =>
      attributeOf({ ...row, id: `${index}0${place}`, event_id: String(index), Event: event })!,
    ),
);

const expected = (outcome: Outcome): ExpectedAlert => {
  const { id, level, groups } = alertOf(outcome).rule!;
  return { rule: Number(id), level, groups };
};

/** Sends an event through the lab's decoders and rules, custom-misp's reading and matching, and the rules again. */
export function outcomeOf({ event, queued }: SourceCase): Case {
  if (!queued) {
    return { event, alert: "not sent" };
  }
  const outcome = send(labAnalysis(), datagramOf(queued))!;
  if (!outcome.logged) {
    return { event, alert: "none" };
  }
  const alert = expected(outcome);
  if (!alert.groups.some((group) => integrationGroups.includes(group))) {
    return { event, alert, indicators: "not called" };
  }
  const written = alertOf(outcome) as unknown as Alert;
  const { indicators } = readIndicators(written);
  const found = indicators.map(({ kind, value }) => `${kind}:${value}`);
  const matches = bestFirst(matchesOf(indicators, answersTo(attributes, indicators)));
  const [best] = matches;
  if (!best) {
    return { event, alert, indicators: found };
  }
  const enriched = matchEvent(
    matches,
    sourceOf(written),
    { origin: "misp", milliseconds: 1 },
    "https://misp",
  );
  const back = send(labAnalysis(), `1:[001] (host) any->misp:${renderEvent(enriched)}`)!;
  const mitre = back.fired!.rule.mitre;
  const indicator = `${best.indicator.kind}:${best.indicator.value}`;
  return {
    event,
    alert,
    indicators: found,
    raised: { ...expected(back), indicator, ...(mitre.length > 0 && { mitre }) },
  };
}

export const datagramOf = ({ queue, location, message }: QueuedEvent): string =>
  `${queue}:${location}:${message}`;
