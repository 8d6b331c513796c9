import * as fc from "fast-check";
import { decoder } from "../decoders/decoder.ts";
import { Event, type StaticField } from "../event.ts";
import { Expression } from "../expressions/expression.ts";
import type { Condition, Rule } from "../rules/rule.ts";

/**
 * Makes up an event that satisfies every rule of a chain, from a template to the last one: the proof that such events
 * exist, with no more in it than the rules ask for. Undefined where none was found.
 *
 * @param more conditions of another rule, which the event shall satisfy as well
 */
export function witnessOf(chain: readonly Rule[], more: readonly Condition[] = []): Event | undefined {
  const texts = new Map<string, string>();
  for (const [subject, conditions] of Map.groupBy(
    [...chain.flatMap((rule) => rule.conditions), ...more],
    subjectOf,
  )) {
    const text = textFor(conditions);
    if (text === undefined) {
      return undefined;
    }
    texts.set(subject, text);
  }
  const size = Math.max(0, ...chain.map(({ maxSize }) => maxSize));
  const event = new Event({
    time: 0,
    location: texts.get("location") ?? "made-up",
    agentId: "001",
    hostname: texts.get("hostname") ?? "host",
    message: (texts.get("log") ?? "").padEnd(size),
  });
  const { category } = chain[0]!;
  const name = chain.findLast(({ decodedAs }) => decodedAs !== undefined)?.decodedAs;
  if (name !== undefined || category !== "syslog") {
    event.decoder = decoder(name ?? "made-up", { category });
  }
  event.programName = texts.get("program_name");
  for (const [subject, text] of texts) {
    if (subject.startsWith("field ")) {
      event.addField(subject.slice("field ".length), text);
    } else if (!["location", "hostname", "log", "program_name"].includes(subject)) {
      event.static[(subject === "user" ? "dstuser" : subject) as StaticField] = text;
    }
  }
  return event;
}

/** What a condition is about: `match` and `regex` both look at the log; names of fields have no capitals. */
const subjectOf = ({ name }: Condition): string =>
  name === "match" || name === "regex" ? "log" : name.startsWith("field ") ? name.toLowerCase() : name;

function textFor(conditions: readonly Condition[]): string | undefined {
  const candidates = [...new Set(conditions.flatMap(samplesFor)), ...usual];
  const satisfies = (text: string) => conditions.every(({ expression }) => expression.test(text));
  return candidates.find(satisfies);
}

/** For what is only asked not to be something, and for addresses. */
const usual = ["a", "1", "example", "192.0.2.1", "10.0.0.5", "2001:db8::1"];

const samples = new Map<string, readonly string[]>();

function samplesFor({ expression }: Condition): readonly string[] {
  if (!(expression instanceof Expression) || expression.negate) {
    return [];
  }
  const key = `${expression.type} ${expression.pattern}`;
  const known = samples.get(key) ?? sample(expression.regExp);
  samples.set(key, known);
  return known;
}

/** Texts that a pattern matches, the shortest first; the same each time. None where the pattern is beyond the generator. */
function sample({ source, flags }: RegExp): readonly string[] {
  // The generator has no look-around; every text is tried afterwards.
  const plain = source.replaceAll(/\(\?<?[=!](?:[^()\\]|\\.|\[[^\]]*\]|\(\?![^)]*\))*\)/g, "");
  const whole = /[$^](?![^[]*\])/.test(plain) ? plain : `^(?:${plain})$`;
  try {
    const pattern = new RegExp(whole, flags.replaceAll(/[^s]/g, ""));
    return fc
      .sample(fc.stringMatching(pattern), { numRuns: 40, seed: 1 })
      .flatMap((text) => [text.toLowerCase(), text])
      .toSorted((one, other) => one.length - other.length);
  } catch {
    return [];
  }
}
