import { parse } from "yaml";
import { Analysis } from "../../analysis/analysis.ts";
import { toBytes } from "../../analysis/bytes.ts";
import { explain, type Explanation } from "../../analysis/explain/explain.ts";
import { readAskedEvent } from "../../analysis/explain/read-event.ts";
import { readTemplate } from "../../components/template.ts";
import { detectionFiles } from "../../components/wazuh/detection-files.ts";
import type { Alert } from "../../integration-script/alert/alert.ts";
import { matchEvent } from "../../integration-script/event/enriched.ts";
import { renderEvent } from "../../integration-script/event/render.ts";
import { sourceOf } from "../../integration-script/event/source.ts";
import { indicatorReader } from "../../integration-script/indicators/extract.ts";
import type { Indicator } from "../../integration-script/indicators/indicator.ts";
import { bestFirst, matchesOf } from "../../integration-script/lookup/match.ts";
import { type Attribute, attributeOf } from "../../integration-script/misp/attribute.ts";
import { defaultOptions } from "../../integration-script/settings/options.ts";
import { mispEvents, type QueuedEvent } from "../../test/detection/cases.ts";
import { answersTo } from "../../test/detection/misp-answers.ts";

/** An event on its way through Wazuh and custom-misp, as the content itself makes it. */
export interface Way {
  readonly sent: QueuedEvent;
  readonly first: Explanation;
  readonly indicators: readonly Indicator[];
  /** What custom-misp returns to the queue, as an object. */
  readonly enriched: object;
  readonly raised: Explanation;
}

const files = detectionFiles().map(({ path, content }) => ({ name: path, text: toBytes(content) }));

/** The lab's content as a manager that has seen nothing yet has it. */
const analysis = (): Analysis =>
  new Analysis({
    rules: files.filter(({ name }) => name.startsWith("etc/rules/")),
    decoders: files.filter(({ name }) => name.startsWith("etc/decoders/")),
    logLevel: 3,
    mailLevel: 12,
  });

/**
 * Sends an event through the lab's decoders and rules, custom-misp's reading and matching, and the rules again.
 *
 * @param time when the manager takes it, in milliseconds since 1970
 */
export async function wayOf(sent: QueuedEvent, time: number): Promise<Way> {
  const wazuh = analysis();
  const first = explain(wazuh, readAskedEvent(JSON.stringify(sent), ""), time);
  const alert = first.alert as Alert;
  const { indicators } = (await indicatorReader(defaultOptions))(alert);
  const matches = bestFirst(matchesOf(indicators, answersTo(attributes, indicators)));
  const enriched = renderEvent(
    matchEvent(matches, sourceOf(alert), { origin: "misp", milliseconds: 87.4 }, "https://localhost:18001"),
  );
  const location = `${sent.location.slice(0, sent.location.indexOf(">") + 1)}misp`;
  const returned = JSON.stringify({ queue: "1", location, message: enriched });
  return {
    sent,
    first,
    indicators,
    enriched: JSON.parse(enriched) as object,
    raised: explain(wazuh, readAskedEvent(returned, ""), time + 1_250),
  };
}

type Row = Readonly<Record<string, unknown>>;

/** What MISP holds: the lab's own events, and those of the tests for what is not in them. */
const rows: readonly Row[] = (() => {
  const own = parse(readTemplate("misp/events.yaml")) as (Row & { readonly Attribute: readonly Row[] })[];
  const values = new Set(own.flatMap(({ Attribute }) => Attribute.map(({ value }) => value)));
  return [...own, ...mispEvents].flatMap(({ Attribute, ...event }, index) =>
    Attribute.filter(({ value }) => index < own.length || !values.has(value)).map((row, place) => ({
      ...row,
      id: String(10 * (index + 1) + place),
      event_id: String(index + 1),
      timestamp: "1795500000",
      Event: { ...event, published: true },
    })),
  );
})();

const attributes: readonly Attribute[] = rows.map((row) => attributeOf(row)!);
