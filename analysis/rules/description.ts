import { type Event, type StaticField, staticFields } from "../event.ts";

/** The longest description that Wazuh fills fields into, in bytes. */
const maxDescription = 1024;

/** A rule's description with the event's values in place of `$(field)`; where the result would be too long, without. */
export function describe(description: string, event: Event): string {
  const template = description.slice(0, maxDescription);
  const filled = template.replace(/\$\(([^)]*)\)/g, (_, name: string) => valueOf(name, event) ?? "");
  return filled.length >= maxDescription ? description : filled;
}

function valueOf(name: string, event: Event): string | undefined {
  if ((staticFields as readonly string[]).includes(name)) {
    return event.static[name as StaticField];
  }
  if (name === "program_name") {
    return event.programName;
  }
  return name === "hostname" ? event.hostname : event.field(name);
}
