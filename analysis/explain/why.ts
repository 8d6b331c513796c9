import { toText } from "../bytes.ts";
import type { Event } from "../event.ts";
import type { Unmet } from "../rules/match.ts";
import type { Rule } from "../rules/rule.ts";

/** Why a rule did not take an event, as the part of a sentence; text, and not bytes. */
export function whyNot(rule: Rule, unmet: Unmet, event: Event): string {
  if (unmet === "decoded_as") {
    return `its decoder is ${rule.decodedAs ?? ""}, and this event's is ${event.decoder?.name ?? "none"}`;
  }
  if (unmet === "maxsize") {
    return `it takes logs of ${rule.maxSize} bytes and more, and this one has ${event.log.length}`;
  }
  if (unmet === "correlation") {
    const { frequency, timeframe } = rule.correlation!;
    return `fewer than ${frequency} such events came within ${timeframe} seconds`;
  }
  const { name, expression, read } = unmet;
  const value = read(event);
  const what = name.startsWith("field ")
    ? name.slice("field ".length)
    : name === "match" || name === "regex"
      ? "the log"
      : name;
  if (value === undefined) {
    return `there is no ${toText(what)}`;
  }
  const pattern = toText(expression.pattern);
  const shown = what === "the log" ? what : `${toText(what)} is ${shortened(toText(value))}`;
  return expression.negate
    ? `${shown} and must not match ${pattern}`
    : `${shown}${what === "the log" ? " does not match" : ", not"} ${pattern}`;
}

const shortened = (text: string): string => (text.length > 80 ? `${text.slice(0, 77)}...` : text);
