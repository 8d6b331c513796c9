import type { ImageName } from "./configuration/versions.ts";

/** Every image and package that the lab runs, pinned in one place, each with the reason for its line of versions. */
export const versions = {
  /** Wazuh 5 removed integratord and XML rules, which this lab is about: stay on 4.14. */
  wazuh: "4.14.6",
  /** The newest release of MISP 2.5 with an image of its own. */
  misp: "v2.5.42",
  /** The release that misp-docker pairs with it. */
  mispModules: "v3.0.8",
  /** What misp-docker runs; MISP's schema was made on MariaDB. */
  mariadb: "10.11",
  /** What misp-docker runs. */
  valkey: "7.2",
  /** 7.1 is the first with the entity wrapper that the configurator speaks. */
  graylog: "7.1",
  /** Graylog 7.1 refuses MongoDB before 7.0. */
  mongodb: "7.0",
  /** The measured release: raw_message_key, no_limits retries and rotation behave as documented here. */
  fluentBit: "5.1.1",
};

/** What a configuration says instead. */
type Given<T> = Partial<Readonly<Record<keyof T, string | undefined>>>;

/** OpenSearch in the indexer of Wazuh 4.14. */
export const indexerOpenSearch = "2.19.5";

/** Releases of a lab: those that its configuration names, and the pinned ones. */
export function releasesOf(given: Given<typeof versions>): typeof versions {
  return { ...versions, ...withoutUndefined(given) };
}

/** Reference of each system's image: what the configuration names, and the projects' own of the lab's releases. */
export function imageReferences(
  release: typeof versions,
  given: Given<Record<ImageName, string>>,
): Readonly<Record<ImageName, string>> {
  return {
    "wazuh-manager": `wazuh/wazuh-manager:${release.wazuh}`,
    "wazuh-indexer": `wazuh/wazuh-indexer:${release.wazuh}`,
    "wazuh-dashboard": `wazuh/wazuh-dashboard:${release.wazuh}`,
    misp: `ghcr.io/misp/misp-docker/misp-core:${release.misp}`,
    "misp-database": `mariadb:${release.mariadb}`,
    "misp-cache": `valkey/valkey:${release.valkey}`,
    "misp-modules": `ghcr.io/misp/misp-docker/misp-modules:${release.mispModules}`,
    graylog: `graylog/graylog:${release.graylog}`,
    "graylog-database": `mongo:${release.mongodb}`,
    "graylog-data-node": `graylog/graylog-datanode:${release.graylog}`,
    "fluent-bit": `fluent/fluent-bit:${release.fluentBit}`,
    ...withoutUndefined(given),
  };
}

function withoutUndefined(record: Given<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
