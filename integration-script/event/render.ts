/** Writing an event so that Wazuh keeps all of it. */
import type { EnrichedEvent } from "./enriched.ts";

/** Longest event, in bytes of UTF-8: with its header it stays below what the queue reads. */
export const eventLimit = 60_000;

/** Longest text and longest list that an event begins with; both are halved until the event fits. */
const longestText = 4096;
const longestList = 64;

/** A character of UTF-16 is three bytes of UTF-8 at most. */
const bytesPerCharacter = 3;

const fits = (json: string): boolean =>
  json.length * bytesPerCharacter <= eventLimit || new TextEncoder().encode(json).length <= eventLimit;

/** Wazuh ends a text at a zero character, and refuses JSON with half a surrogate pair. */
const clean = (text: string, longest: number): string => {
  const whole = text.toWellFormed().replaceAll("\0", "");
  return whole.length > longest ? `${whole.slice(0, longest - 1).toWellFormed()}…` : whole;
};

/** JSON with nothing in it that is empty or too long: empty texts are left out, also of lists. */
const stringify = (event: EnrichedEvent, text: number, list: number): string =>
  JSON.stringify(event, (_key, value: unknown) => {
    if (typeof value === "string") {
      const kept = clean(value, text);
      return kept === "" ? undefined : kept;
    }
    return Array.isArray(value)
      ? value.slice(0, list).filter((item) => clean(String(item), 1) !== "")
      : value;
  });

/** The event as one line of JSON, at most {@link eventLimit} bytes: long texts and lists are cut, fields never. */
export const renderEvent = (event: EnrichedEvent): string => {
  let [text, list] = [longestText, longestList];
  let json = stringify(event, text, list);
  while (!fits(json) && text > 16) {
    [text, list] = [Math.ceil(text / 2), Math.ceil(list / 2)];
    json = stringify(event, text, list);
  }
  return json;
};
