/** Writing an event so that Wazuh keeps all of it. */
import type { EnrichedEvent } from "./enriched.ts";

/** Longest event, in bytes of UTF-8: with its header it stays below what the queue reads. */
export const eventLimit = 60_000;

/** Longest text and longest list that an event begins with; both are halved until the event fits. */
const longestText = 4096;
const longestList = 64;

const encoder = new TextEncoder();

/** Wazuh ends a text at a zero character, and refuses JSON with half a surrogate pair. */
const clean = (text: string, longest: number): string => {
  const whole = text.toWellFormed().replaceAll("\0", "");
  return whole.length > longest ? `${whole.slice(0, longest - 1).toWellFormed()}…` : whole;
};

/** JSON of a value with nothing in it that is empty, too long or too much; `undefined` where nothing is left. */
const shorten = (value: unknown, text: number, list: number): unknown => {
  if (typeof value === "string") {
    const kept = clean(value, text);
    return kept === "" ? undefined : kept;
  }
  if (Array.isArray(value)) {
    const kept = value.slice(0, list).map((item) => shorten(item, text, list));
    return kept.filter((item) => item !== undefined);
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shorten(item, text, list)]));
  }
  return value;
};

/** The event as one line of JSON, at most {@link eventLimit} bytes: long texts and lists are cut, fields never. */
export const renderEvent = (event: EnrichedEvent): string => {
  for (let text = longestText, list = longestList; ; text = Math.ceil(text / 2), list = Math.ceil(list / 2)) {
    const json = JSON.stringify(shorten(event, text, list));
    if (encoder.encode(json).length <= eventLimit || text <= 16) {
      return json;
    }
  }
};
