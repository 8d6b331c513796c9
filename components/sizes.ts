/** A part of a lab: one container. */
export const parts = [
  "wazuh-manager",
  "wazuh-indexer",
  "wazuh-dashboard",
  "misp",
  "misp-database",
  "misp-cache",
  "misp-modules",
  "graylog",
  "graylog-database",
  "graylog-data-node",
  "fluent-bit",
  "ticket-desk",
  "door",
  "configurator",
] as const;

export type Part = (typeof parts)[number];

/** How large the parts of a lab are: their limits of memory, and what inside them is set to match. All in MiB. */
export interface Size {
  /** Limit of each container. */
  readonly memory: Readonly<Record<Part, number>>;
  /** Java's heap in the indexer, in Graylog and in the data node's OpenSearch. */
  readonly heap: { readonly indexer: number; readonly graylog: number; readonly dataNode: number };
  /** Heap of the dashboard's Node.js. */
  readonly dashboardHeap: number;
  readonly misp: {
    /** Pool that MariaDB keeps pages in. */
    readonly databasePool: number;
    /** Limit of one PHP request. */
    readonly phpMemory: number;
    /** PHP processes that answer requests; each takes about 60 MiB, and a large request up to `phpMemory`. */
    readonly phpProcesses: number;
    /** Background workers of each of the five kinds. */
    readonly workers: number;
  };
  /** Cache of MongoDB's storage; less than 256 is not allowed. */
  readonly mongodbCache: number;
}

/** The whole lab in 8 GiB, with room for the host and an agent. */
const small: Size = {
  memory: {
    "wazuh-manager": 1_024,
    "wazuh-indexer": 1_664,
    "wazuh-dashboard": 640,
    misp: 1_152,
    "misp-database": 512,
    "misp-cache": 96,
    "misp-modules": 768,
    graylog: 1_152,
    "graylog-database": 448,
    "graylog-data-node": 1_792,
    "fluent-bit": 96,
    "ticket-desk": 96,
    // Its own program takes about 60, and each question about an alert, a ticket or the versions starts another.
    configurator: 256,
    door: 96,
  },
  heap: { indexer: 896, graylog: 576, dataNode: 640 },
  dashboardHeap: 448,
  misp: { databasePool: 256, phpMemory: 384, phpProcesses: 3, workers: 1 },
  mongodbCache: 256,
};

/** Comfortable in 16 GiB. */
const medium: Size = {
  memory: {
    "wazuh-manager": 2_048,
    "wazuh-indexer": 2_048,
    "wazuh-dashboard": 1_024,
    misp: 2_048,
    "misp-database": 1_024,
    "misp-cache": 192,
    "misp-modules": 768,
    graylog: 2_048,
    "graylog-database": 768,
    "graylog-data-node": 2_560,
    "fluent-bit": 256,
    "ticket-desk": 96,
    // Its own program takes about 60, and each question about an alert, a ticket or the versions starts another.
    configurator: 256,
    door: 96,
  },
  heap: { indexer: 1_024, graylog: 1_024, dataNode: 1_024 },
  dashboardHeap: 704,
  misp: { databasePool: 512, phpMemory: 1_024, phpProcesses: 5, workers: 2 },
  mongodbCache: 384,
};

/** The stand-ins, which have one size; what has no stand-in is as in `small`, and is not there. */
const rehearsal: Size = {
  ...small,
  memory: { ...small.memory, "wazuh-manager": 192, misp: 128, graylog: 192, "fluent-bit": 128 },
};

export const sizes = { small, medium, rehearsal };
