import { type Event, type StaticField, staticFields } from "../event.ts";
import type { DecoderInfo, Offset } from "./decoder.ts";
import { decodeJson } from "./json-decoder.ts";

/** A decoder and its children, in the order that they were read. */
export interface DecoderNode {
  readonly decoder: DecoderInfo;
  readonly children: DecoderNode[];
}

/** Decoders with a program name, and those without: a log with a program name is only shown to the first. */
export interface DecoderLists {
  readonly withProgram: DecoderNode[];
  readonly withoutProgram: DecoderNode[];
}

/** Finds the decoder of a log and lets it fill the event's fields. Where none matches, the event has no decoder. */
export function decode(event: Event, lists: DecoderLists): void {
  const nodes = event.programName === undefined ? lists.withoutProgram : lists.withProgram;
  for (const node of nodes) {
    const rest = matchParent(event, node.decoder);
    if (rest !== undefined) {
      event.decoder = node.decoder;
      runDecoder(event, node, rest);
      return;
    }
  }
}

/** What stands after the parent's prematch; undefined where the decoder does not match. */
function matchParent(event: Event, { programName, prematch }: DecoderInfo): string | undefined {
  if (event.programName !== undefined && programName?.test(event.programName) !== true) {
    return undefined;
  }
  if (!prematch) {
    return event.log;
  }
  const match = prematch.exec(event.log);
  return match && event.log.slice(match.end);
}

function runDecoder(event: Event, node: DecoderNode, afterParent: string): void {
  if (node.children.length === 0) {
    extract(event, [node.decoder], { afterParent, afterPrematch: afterParent });
    return;
  }
  const found = firstChild(event, node.children, afterParent);
  if (found) {
    extract(event, found.chain, { afterParent, afterPrematch: found.afterPrematch });
  }
}

interface Found {
  readonly chain: readonly DecoderInfo[];
  readonly afterPrematch: string;
}

/** The first child whose prematch matches, or that has none, with those of the same name that follow it. */
function firstChild(event: Event, children: readonly DecoderNode[], afterParent: string): Found | undefined {
  for (let i = 0; i < children.length; i++) {
    const { decoder } = children[i]!;
    const chain = chainFrom(children, i);
    if (!decoder.prematch) {
      return { chain, afterPrematch: afterParent };
    }
    const text = decoder.prematchOffset === "after_parent" ? afterParent : event.log;
    const match = decoder.prematch.exec(text);
    if (match) {
      event.decoder = decoder;
      return { chain, afterPrematch: text.slice(match.end) };
    }
    i += chain.length - 1;
  }
  return undefined;
}

/** Children of one name that follow each other are one decoder with several expressions. */
function chainFrom(children: readonly DecoderNode[], from: number): DecoderInfo[] {
  const first = children[from]!.decoder;
  const chain = [first];
  for (let i = from + 1; i < children.length && children[i]!.decoder.ownName === first.ownName; i++) {
    chain.push(children[i]!.decoder);
  }
  return chain;
}

interface Places {
  readonly afterParent: string;
  readonly afterPrematch: string;
}

function extract(event: Event, chain: readonly DecoderInfo[], places: Places): void {
  let afterRegex: string | undefined;
  for (const decoder of chain) {
    if (decoder.json) {
      decodeJson(event, placeOf(decoder.jsonOffset, event, places, afterRegex), decoder);
    } else if (decoder.regex) {
      const text = placeOf(decoder.regexOffset, event, places, afterRegex);
      const match = decoder.regex.exec(text);
      if (match) {
        afterRegex = text.slice(match.end);
        fillOrder(event, decoder.order, match.groups);
      }
    }
  }
}

function placeOf(offset: Offset, event: Event, places: Places, afterRegex: string | undefined): string {
  switch (offset) {
    case "none":
      return event.log;
    case "after_parent":
      return places.afterParent;
    case "after_prematch":
      return places.afterPrematch;
    case "after_regex":
      return afterRegex ?? places.afterPrematch;
  }
}

function fillOrder(event: Event, order: readonly string[], groups: readonly string[]): void {
  for (const [index, value] of groups.entries()) {
    const name = order[index];
    if (name === undefined) {
      continue;
    }
    const field = name === "user" ? "dstuser" : name;
    if ((staticFields as readonly string[]).includes(field)) {
      event.static[field as StaticField] = value;
    } else {
      event.addField(name, value);
    }
  }
}
