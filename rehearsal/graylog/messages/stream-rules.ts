import { patternOf } from "../rules/functions/patterns.ts";
import type { Document } from "../store/database.ts";
import type { Message } from "./message.ts";
import { textOf } from "./value.ts";

/** A rule of a stream, as it is kept. */
interface StreamRule {
  readonly type: number;
  readonly field: string;
  readonly value: string;
  readonly inverted: boolean;
}

/** Whether a message belongs into a stream by the stream's rules. One without rules, or paused, takes nothing. */
export function streamTakes(stream: Document, message: Message): boolean {
  const rules = stream["rules"] as readonly StreamRule[];
  if (stream["disabled"] === true || rules.length === 0) {
    return false;
  }
  return stream["matching_type"] === "OR"
    ? rules.some((rule) => ruleTakes(rule, message))
    : rules.every((rule) => ruleTakes(rule, message));
}

function ruleTakes(rule: StreamRule, message: Message): boolean {
  const value = message.fields.get(rule.field);
  const text = value === undefined ? undefined : textOf(value);
  return matched(rule, text, message) !== rule.inverted;
}

/** 1 exact, 2 regex, 3 greater, 4 smaller, 5 present, 6 contains, 7 always, 8 from an input. */
function matched({ type, value }: StreamRule, text: string | undefined, message: Message): boolean {
  switch (type) {
    case 1:
      return text?.trim() === value.trim();
    case 2:
      return text !== undefined && patternOf(value).test(text);
    case 3:
      return text !== undefined && Number(text) > Number(value);
    case 4:
      return text !== undefined && Number(text) < Number(value);
    case 5:
      return text !== undefined && text.trim() !== "";
    case 6:
      return text?.includes(value) === true;
    case 7:
      return true;
    case 8:
      return message.fields.get("gl2_source_input") === value;
    default:
      return false;
  }
}
