import type { Event } from "../event.ts";
import type { XmlElement } from "../xml.ts";
import type { Draft } from "./draft.ts";
import { listLookups } from "./lists.ts";
import { textNamed } from "./reads.ts";
import type { Report } from "./report.ts";
import type { ListQuery } from "./rule.ts";

/** Texts that a list is asked for by their names; all others are dynamic fields. */
const listTexts = new Set(
  (
    "srcip srcport dstip dstport url id hostname program_name status action protocol system_name data " +
    "extra_data"
  ).split(" "),
);

/** What a rule's `<list>` asks. */
export function listQueryOf(
  { attributes, content }: XmlElement,
  draft: Draft,
  id: number,
  report: Report,
): ListQuery {
  const invalid = `(1235): Invalid value for element 'list': ${content}.`;
  const field = attributes.get("field")?.trim();
  if (field === undefined) {
    return report.refuse(['List requires the field="" attribute', invalid], id);
  }
  const asked = attributes.get("lookup") ?? "match_key";
  const lookup = listLookups.find((known) => known === asked.toLowerCase());
  if (lookup === undefined) {
    return asked.toLowerCase() === "address_match_key_value"
      ? report.unsupported(id, "<list> with address_match_key_value")
      : report.refuse([invalid, `List match lookup="${asked}" is not valid.`], id);
  }
  const value = attributes.get("check_value");
  return {
    list: content,
    field,
    read: listRead(field),
    lookup,
    ...(value !== undefined && { value: draft.compile("list", "osmatch", value, false) }),
  };
}

function listRead(field: string): (event: Event) => string | undefined {
  if (field.toLowerCase() === "user") {
    return (event) => event.static.srcuser ?? event.static.dstuser;
  }
  return listTexts.has(field.toLowerCase()) ? textNamed(field.toLowerCase()) : (event) => event.field(field);
}
