import { render } from "../../components/template.ts";

/** What a page asks for to be as new as the lab, or the class. */
export interface PortalUpdate {
  /** The state in one sentence, which a screen reader says when it changes. */
  readonly summary: string;
  /** The parts of the page that change, by name: each is HTML, in which every value is text. */
  readonly parts: Readonly<Record<string, string>>;
}

/** Renders the parts of a page that change, each by its template `<page>-<part>`. */
export function renderParts(
  page: string,
  parts: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): PortalUpdate["parts"] {
  return Object.fromEntries(
    Object.entries(parts).map(([part, values]) => [part, render(`pages/${page}-${part}.html`, values)]),
  );
}
