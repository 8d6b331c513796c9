/** A field of Graylog's message, as it is shown. */
export interface MessageField {
  readonly name: string;
  readonly value: string;
}

/** Fields that the lab's pipeline made of MISP's answer, the others of the alert, and those that Graylog keeps for itself. */
export interface MessageFields {
  readonly threat: readonly MessageField[];
  readonly alert: readonly MessageField[];
  readonly own: readonly MessageField[];
}

/** Sorts a message's fields by what a reader looks for. */
export function messageFields(fields: Readonly<Record<string, unknown>>): MessageFields {
  const all = Object.entries(fields)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => ({ name, value: typeof value === "string" ? value : JSON.stringify(value) }))
    .sort((a, b) => a.name.localeCompare(b.name, "en"));
  const isThreat = ({ name }: MessageField): boolean => name.startsWith("wazuh_data_misp_");
  const isAlert = ({ name }: MessageField): boolean =>
    name.startsWith("wazuh_") && !isThreat({ name, value: "" });
  return {
    threat: all.filter(isThreat),
    alert: all.filter(isAlert),
    own: all.filter((field) => !isThreat(field) && !isAlert(field)),
  };
}
