/** From an alert to its indicators. */
import { type Alert, groupsOf } from "../alert/alert.ts";
import { AllowList } from "./allow.ts";
import { Collector, type CollectorOptions } from "./collector.ts";
import type { Ignored, Indicator } from "./indicator.ts";
import { any } from "./sources/any.ts";
import { packetbeat } from "./sources/packetbeat.ts";
import type { Source } from "./sources/source.ts";
import { suricata } from "./sources/suricata.ts";
import { syscheck } from "./sources/syscheck.ts";
import { sysmon } from "./sources/sysmon.ts";

/** The sources, in the order that they are tried in; the last takes every alert. */
const known: readonly Source[] = [sysmon, syscheck, packetbeat, suricata, any];

export interface Extraction {
  /** Names of the sources that the alert was read as. */
  readonly sources: readonly string[];
  readonly indicators: readonly Indicator[];
  readonly ignored: readonly Ignored[];
}

/** Reads the indicators of an alert. */
export type ReadIndicators = (alert: Alert) => Extraction;

/** Makes the function that reads alerts by these options. */
export const indicatorReader = async (options: CollectorOptions): Promise<ReadIndicators> => {
  const allow = new AllowList(options.allow);
  const more = options.text ? [(await import("./sources/text.ts")).text] : [];
  return (alert) => {
    const groups = groupsOf(alert);
    const collector = new Collector(options, allow);
    const collect = (source: Source) => source.collect(alert, collector, groups);
    const sources = [known.find(collect), ...more.filter(collect)].filter((source) => source !== undefined);
    return {
      sources: sources.map(({ name }) => name),
      indicators: collector.indicators,
      ignored: collector.ignored,
    };
  };
};
