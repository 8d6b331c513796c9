import * as fc from "fast-check";
import { decoder } from "../decoders/decoder.ts";
import { Event, type StaticField } from "../event.ts";
import { Expression } from "../expressions/expression.ts";
import type { Condition, Rule } from "../rules/rule.ts";

/** Events that are made up for one place of a rule, so that what another takes of them is not by chance. */
const perPlace = 6;

/**
 * Makes up events that satisfy every rule of a chain, from a template to the last one: the proof that such events exist,
 * with no more in them than the rules ask for. None where none was found.
 */
export function witnessesOf(chain: readonly Rule[]): Event[] {
  const found = Array.from(subjectsOf(chain.flatMap((rule) => rule.conditions)), ([subject, conditions]) => ({
    subject,
    texts: textsFor(conditions, [...samplesOf(conditions), ...joined(conditions)]),
  }));
  const most = Math.max(1, ...found.map(({ texts }) => texts.length));
  return found.some(({ texts }) => texts.length === 0)
    ? []
    : Array.from({ length: Math.min(perPlace, most) }, (_, index) =>
        eventOf(chain, new Map(found.map(({ subject, texts }) => [subject, texts[index % texts.length]!]))),
      );
}

/**
 * Makes up an event that satisfies a chain and the conditions of another rule as well; undefined where none was found. A
 * text that would only satisfy both because both are written into it is none.
 */
export function witnessOfBoth(chain: readonly Rule[], more: readonly Condition[]): Event | undefined {
  const texts = new Map<string, string>();
  for (const [subject, conditions] of subjectsOf([...chain.flatMap((rule) => rule.conditions), ...more])) {
    const text = firstText(conditions);
    if (text === undefined) {
      return undefined;
    }
    texts.set(subject, text);
  }
  return eventOf(chain, texts);
}

const subjectsOf = (conditions: readonly Condition[]) => Map.groupBy(conditions, subjectOf);

function eventOf(chain: readonly Rule[], texts: ReadonlyMap<string, string>): Event {
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

/** Those of some texts that satisfy all conditions, the first of them first; and such with something around them. */
function textsFor(conditions: readonly Condition[], candidates: readonly string[]): string[] {
  const found = [...new Set([...candidates, ...usual])].filter((text) => satisfies(text, conditions));
  const [first] = found;
  const around = first === undefined ? "" : `zz/${first}/zz`;
  return [...found.slice(0, 1), ...(satisfies(around, conditions) ? [around] : []), ...found.slice(1)];
}

const satisfies = (text: string, conditions: readonly Condition[]): boolean =>
  conditions.every(({ expression }) => expression.test(text));

/** The first text of a condition's samples that satisfies all of them. */
function firstText(conditions: readonly Condition[]): string | undefined {
  for (const condition of conditions) {
    const text = samplesFor(condition).find((sample) => satisfies(sample, conditions));
    if (text !== undefined) {
      return text;
    }
  }
  return usual.find((text) => satisfies(text, conditions));
}

const samplesOf = (conditions: readonly Condition[]): string[] => conditions.flatMap(samplesFor);

/** One text that has what each condition asks for in it: what has to begin it first, what has to end it last. */
function joined(conditions: readonly Condition[]): string[] {
  const parts = conditions
    .filter(({ expression }) => !expression.negate)
    .map((condition) => ({ text: samplesFor(condition)[0] ?? "", place: placeOf(condition) }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ text }) => text);
  return parts.length > 1 ? [parts.join(" "), parts.join("")] : [];
}

const placeOf = ({ expression: { pattern } }: Condition): number =>
  /^(\(\?\w+\))?\^/.test(pattern) ? -1 : pattern.endsWith("$") ? 1 : 0;

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
  // The generator has no look-around and no borders of words; every text is tried afterwards.
  const plain = source
    .replaceAll("\\b", "")
    .replaceAll(/\(\?<?[=!](?:[^()\\]|\\.|\[[^\]]*\]|\(\?![^)]*\))*\)/g, "");
  const whole = /[$^](?![^[]*\])/.test(plain) ? plain : `^(?:${plain})$`;
  try {
    const pattern = new RegExp(whole, flags.replaceAll(/[^s]/g, ""));
    return fc
      .sample(fc.stringMatching(pattern), { numRuns: 20, seed: 1 })
      .flatMap((text) => [text.toLowerCase(), text])
      .toSorted((one, other) => one.length - other.length);
  } catch {
    return [];
  }
}
