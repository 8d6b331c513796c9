/**
 * Composite attributes: MISP keeps two values in one and finds them by either.
 *
 * @see https://www.circl.lu/doc/misp/categories-and-types/
 */
import { formatIp, parseIp } from "../indicators/ip.ts";
import { type IndicatorKind } from "../indicators/indicator.ts";
import { comparable } from "../indicators/question.ts";

/** One value of an attribute and what its type says that it is. */
export interface Half {
  readonly value: string;
  readonly type: string;
}

/** Types of two values whose name does not show it. */
const hidden: Readonly<Record<string, string>> = { "malware-sample": "filename|md5" };

/** The values of an attribute: one, or the two of a composite. */
export const halvesOf = (type: string, value: string): Half[] => {
  const types = (hidden[type] ?? type).split("|");
  const cut = value.indexOf("|");
  return types.length === 2 && cut >= 0
    ? [
        { type: types[0]!, value: value.slice(0, cut) },
        { type: types[1]!, value: value.slice(cut + 1) },
      ]
    : [{ type, value }];
};

/** Halves that tell nothing by themselves: every host has those ports. */
const neverAlone = new Set(["port", "value"]);

const fileTypes = new Set(["filename", "attachment", "email-attachment", "filename-pattern"]);

/** Whether a value of that type may stand for an indicator of that kind, given that the values are equal. */
export const mayBe = (half: Half, kind: IndicatorKind): boolean =>
  !neverAlone.has(half.type) && (kind !== "filename" || fileTypes.has(half.type));

/** A value in the form that values are compared in, addresses in the one way of writing them. */
export const comparableHalf = ({ value }: Half): string => {
  const address = value.includes(":") ? parseIp(value) : undefined;
  return address === undefined ? comparable(value) : formatIp(address);
};
