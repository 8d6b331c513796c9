import type { Configuration } from "./configuration.ts";
import type { Shareable } from "./configuration/external.ts";
import { parts, sizes, type Part, type Size } from "./sizes.ts";

/** Where a system comes from. */
export type Source = "own" | "external" | "shared" | "none";

/** What a lab is made of: the one place where profile, size and systems decide which parts there are. */
export interface Plan {
  readonly parts: ReadonlySet<Part>;
  readonly size: Size;
  readonly misp: Source;
  readonly graylog: Source;
  /** Where Graylog keeps its messages, where it is the lab's own and real. */
  readonly graylogStore: "data-node" | "wazuh-indexer";
  /** Whether agents can enrol with the manager; its stand-in serves those that are declared, if there are any. */
  readonly servesAgents: boolean;
}

/** Parts that have a stand-in. */
const rehearsed: ReadonlySet<Part> = new Set([
  "wazuh-manager",
  "misp",
  "graylog",
  "fluent-bit",
  "ticket-desk",
  "configurator",
  "door",
]);

/** Decides which parts a lab has. */
export function planOf({
  profile,
  size,
  systems,
  external,
  shared,
  fluentBit,
  agents,
}: Pick<
  Configuration,
  "profile" | "size" | "systems" | "external" | "shared" | "fluentBit" | "agents"
>): Plan {
  const sourceOf = (system: Shareable): Source => {
    if (external[system]) {
      return "external";
    }
    if (shared?.systems.includes(system)) {
      return "shared";
    }
    return systems[system] ? "own" : "none";
  };
  const misp = sourceOf("misp");
  const graylog = sourceOf("graylog");
  const graylogStore = size === "small" && systems.wazuhIndexer ? "wazuh-indexer" : "data-node";
  const ships = graylog !== "none" || fluentBit.outputs.length > 0;

  const wanted: Readonly<Record<Part, boolean>> = {
    "wazuh-manager": systems.wazuhManager,
    "wazuh-indexer": systems.wazuhIndexer,
    "wazuh-dashboard": systems.wazuhDashboard && systems.wazuhIndexer && systems.wazuhManager,
    misp: misp === "own",
    "misp-database": misp === "own",
    "misp-cache": misp === "own",
    "misp-modules": misp === "own" && systems.mispModules,
    graylog: graylog === "own",
    "graylog-database": graylog === "own",
    "graylog-data-node": graylog === "own" && graylogStore === "data-node",
    "fluent-bit": systems.fluentBit && systems.wazuhManager && ships,
    "ticket-desk": systems.ticketDesk && (graylog === "own" || graylog === "shared"),
    door: misp === "shared" || graylog === "shared",
    // Added below, where there is anything else.
    configurator: false,
  };
  const there = parts.filter((part) => wanted[part] && (profile === "full" || rehearsed.has(part)));
  return {
    parts: new Set(there.length > 0 ? [...there, "configurator"] : []),
    size: profile === "rehearsal" ? sizes.rehearsal : sizes[size],
    misp,
    graylog,
    graylogStore,
    servesAgents: systems.wazuhManager && (profile === "full" || agents.length > 0),
  };
}
