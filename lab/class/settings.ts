import { isDeepStrictEqual } from "node:util";
import type { ClassLab, ClassRegister } from "./register.ts";

/** A stack's settings as its file has them, each with `lab:` before it. */
export type StackSettings = Readonly<Record<string, unknown>>;

/** Settings that decide what the lab's own images are made of. */
const ofImages = ["profile", "versions", "images"];

/** The settings of the class's own stack: it runs what is shared, and builds the lab's own images for all. */
export function commonSettings({ shared, bindAddress, common, labs }: ClassRegister): StackSettings {
  return withPrefix({
    ...common.settings,
    bindAddress,
    portBase: common.portBase,
    share: shared,
    shareWith: Object.fromEntries(labs.map(({ stack, number }) => [stack, number])),
    systems: {
      wazuhManager: false,
      wazuhIndexer: false,
      wazuhDashboard: false,
      fluentBit: false,
      misp: shared.includes("misp"),
      graylog: shared.includes("graylog"),
      // Each lab's matches are that lab's tickets, and no other's.
      ticketDesk: false,
    },
  });
}

/** The settings of one student's stack. */
export function labSettings({ shared, bindAddress, common }: ClassRegister, lab: ClassLab): StackSettings {
  return withPrefix({
    ...lab.settings,
    bindAddress,
    portBase: lab.portBase,
    shared: {
      // The whole name, as the backends in a folder have it.
      stack: `organization/wazuh-misp-lab/${common.stack}`,
      systems: shared,
      images: ofImages.every((key) => isDeepStrictEqual(lab.settings[key], common.settings[key])),
    },
  });
}

const withPrefix = (settings: StackSettings): StackSettings =>
  Object.fromEntries(Object.entries(settings).map(([key, value]) => [`lab:${key}`, value]));
