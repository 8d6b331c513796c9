/**
 * Every image and package that the lab runs, pinned in one place, each with the reason for its line of versions.
 */
export const versions = {
  /** Wazuh 5 removed integratord and XML rules, which this lab is about: stay on 4.14. */
  wazuh: "4.14.6",
  /** The newest release of MISP 2.5 with an image of its own. */
  misp: "v2.5.42",
  /** 7.1 is the first with the entity wrapper that the configurator speaks. */
  graylog: "7.1",
  /** Graylog 7.1 supports MongoDB 7.0 and 8.0. */
  mongodb: "7.0",
  /** The measured release: raw_message_key, no_limits retries and rotation behave as documented here. */
  fluentBit: "5.1.1",
} as const;

/** Image of each system in the profile `full`. */
export const images = {
  "wazuh-manager": `wazuh/wazuh-manager:${versions.wazuh}`,
  misp: `ghcr.io/misp/misp-docker/misp-core:${versions.misp}`,
  graylog: `graylog/graylog:${versions.graylog}`,
  "fluent-bit": `fluent/fluent-bit:${versions.fluentBit}`,
} as const;

export type System = keyof typeof images;
