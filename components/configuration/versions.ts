import { z } from "zod";

const tag = (allowed: RegExp, must: string, what: string) =>
  z.string().regex(allowed, { error: must }).optional().describe(what);

const release = (what: string) =>
  tag(/^v?\d+(\.\d+){0,2}[A-Za-z0-9.-]*$/, "the tag of a release, such as 7.1.4", what);

/** `lab:versions`: releases other than the pinned ones. */
export const versionsSchema = z
  .strictObject({
    wazuh: tag(
      /^4\.\d+\.\d+$/,
      "a release of Wazuh 4, such as 4.14.6: Wazuh 5 has neither integratord nor XML rules",
      "Manager, indexer, dashboard and agents",
    ),
    misp: release("misp-core of misp-docker"),
    mispModules: release("misp-modules of misp-docker"),
    mariadb: release("MISP's database"),
    valkey: release("MISP's cache"),
    graylog: release("Graylog and its data node"),
    mongodb: release("Graylog's database"),
    fluentBit: release("Fluent Bit"),
  })
  .prefault({})
  .describe("Releases in place of the pinned ones; the pinned ones are those that the lab was made for");

/** What a reference to an image looks like: https://pkg.go.dev/github.com/distribution/reference */
const reference = /^[a-z0-9]([a-z0-9._:/-]*[a-z0-9])?(:[\w][\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/i;

const imageNames = [
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
] as const;

/** A system that runs from an image of its project. */
export type ImageName = (typeof imageNames)[number];

const image = z
  .string()
  .regex(reference, { error: "a reference to an image, such as registry.example.org/misp-core:v2.5.42" })
  .optional();

/** `lab:images`: whole references in place of the projects' own, for a mirror or an image of one's own. */
export const imagesSchema = z
  .strictObject(
    Object.fromEntries(imageNames.map((name) => [name, image])) as Record<ImageName, typeof image>,
  )
  .prefault({})
  .describe(
    "References of images in place of the projects' own, such as those of a mirror; they win over `lab:versions`",
  );
