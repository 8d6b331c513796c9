import type { Indicator } from "../../integration-script/indicators/indicator.ts";
import { comparable } from "../../integration-script/indicators/question.ts";
import type { Attribute } from "../../integration-script/misp/attribute.ts";
import { comparableHalf, halvesOf } from "../../integration-script/misp/halves.ts";

/** What a MISP that holds these attributes would answer, without a server: its search is proven elsewhere. */
export const answersTo = (
  attributes: readonly Attribute[],
  indicators: readonly Indicator[],
): Map<string, Attribute[]> =>
  new Map(
    indicators
      .flatMap(({ spellings }) => spellings)
      .map((spelling) => [
        spelling,
        attributes.filter(({ type, value }) =>
          halvesOf(type, value).some((half) => comparableHalf(half) === comparable(spelling)),
        ),
      ]),
  );
