/** Which of MISP's rows the mirror holds. */
import { isObject } from "../alert/alert.ts";
import { type Attribute, attributeOf } from "../misp/attribute.ts";
import { filtersOf } from "../misp/question.ts";
import { isWanted } from "../misp/search.ts";
import type { Options } from "../settings/options.ts";
import type { Question } from "./pages.ts";

/** What every question asks for beside the rows. */
export const contextQuestion = ({ warninglists, decay_score }: Options): Question => ({
  returnFormat: "json",
  includeContext: 1,
  includeEventTags: 1,
  ...(warninglists ? { includeWarninglistHits: 1 } : {}),
  ...(decay_score ? { includeDecayScore: 1 } : {}),
});

/**
 * The question for all rows that count. What is on a warninglist is asked for with its warning and left out here: MISP
 * would take it out of pages that are then no longer full.
 */
export const currentQuestion = (options: Options): Question => ({
  ...contextQuestion(options),
  ...filtersOf({ ...options, warninglists: false }),
});

const isListed = (row: Readonly<Record<string, unknown>>): boolean =>
  Array.isArray(row["warnings"]) && row["warnings"].length > 0;

/** The attribute of a row, where it counts. */
export const countingAttribute = (row: unknown, options: Options): Attribute | undefined => {
  const attribute = attributeOf(row);
  if (attribute === undefined || !isObject(row)) {
    return undefined;
  }
  const counts =
    row["deleted"] !== true &&
    isWanted(attribute, options) &&
    (!options.published || attribute.event.published === true) &&
    !(options.warninglists && isListed(row));
  return counts ? attribute : undefined;
};
