import { configurationSchema } from "../components/configuration.ts";
import { kindsOf, settingsOf, type Setting } from "../components/configuration/json-schema.ts";
import { feeds } from "../components/misp/feeds.ts";
import { publishedPort, publishedServices } from "../components/ports.ts";
import { parts, sizes } from "../components/sizes.ts";
import { imageReferences, versions } from "../components/versions.ts";
import { code, tableOf } from "./markdown.ts";

/** `docs/configuration.md`: every setting of a lab, out of the schema that reads it. */
export function configurationPage(): string {
  const { properties = {} } = settingsOf(configurationSchema);
  const isSection = ([, setting]: [string, Setting]) =>
    setting.properties ?? setting.items?.oneOf ?? setting.oneOf;
  const entries = Object.entries(properties);
  return [
    introduction,
    ...table(entries.filter((entry) => !isSection(entry)).map(([name, setting]) => [`lab:${name}`, setting])),
    ...entries.filter(isSection).flatMap(([name, setting]) => section(`lab:${name}`, setting)),
    ...sizeTables(),
    ...tableOf(
      ["image", "reference"],
      Object.entries(imageReferences(versions, {})).map(([name, reference]) => [code(name), code(reference)]),
      "Images of the pinned releases",
    ),
    ...tableOf(
      ["`lab:misp.feeds`", "feed", "from"],
      Object.entries(feeds).map(([name, { name: title, url }]) => [code(name), title, `<${url}>`]),
      "MISP's feeds",
    ),
    ...tableOf(
      ["service", "port"],
      publishedServices.map((service) => [service, `${publishedPort(18_000, service)}`]),
      "Ports, with `lab:portBase` 18000",
    ),
    "The SSH servers of Windows machines come after those.",
    "",
  ].join("\n");
}

const introduction = `<!-- Made of components/configuration.ts by \`npm run build -- configuration-page\`. -->

# Configuration

A stack's configuration is \`stacks/Pulumi.<stack>.yaml\`; everything in it is optional. Settings of settings are written as
YAML has them, or set one by one:

\`\`\`
npm run pulumi -- config set -s full --path lab:misp.feeds[0] circl-osint
npm run pulumi -- config set -s full --secret --path lab:secrets.graylogAdminPassword
\`\`\`

What is marked *Secret*, set with \`--secret\`: Pulumi encrypts it in the file. A setting that is not known or not allowed
is refused before anything is changed, with its name, its value and what is allowed. Settings of \`docker:\` are those of
Pulumi's provider for Docker; \`docker:host\` is the Docker host that the lab runs on.
`;

/** One setting that holds others: its own tables, and those of each kind that its items have. */
function section(name: string, setting: Setting): string[] {
  const rows = rowsOf(setting);
  return [
    `## \`${name}\``,
    "",
    `${setting.description}.`,
    "",
    ...(rows.length > 0 ? table(rows) : []),
    ...rows.flatMap(([key, row]) => kindSections(`${name}.${key}`, row)),
    ...kindSections(name, setting),
  ];
}

function kindSections(name: string, setting: Setting): string[] {
  const kinds = setting.items ? `${name}[]` : name;
  return kindsOf(setting.items ?? setting).flatMap((kind) => {
    const [marks, rest] = partition(
      rowsOf(kind),
      ([, { const: only }, needed]) => needed === true && only !== undefined,
    );
    const title = marks.map(([key, { const: only }]) => `${key}: ${String(only)}`).join(", ");
    const what = [kind, ...marks.map(([, mark]) => mark)].find(({ description }) => description);
    return [
      `### \`${kinds}\` with \`${title}\``,
      "",
      ...(what ? [`${what.description}.`, ""] : []),
      ...table(rest),
    ];
  });
}

/** Every setting below one, by its path from there. */
function rowsOf({ properties = {}, required = [] }: Setting): Row[] {
  return Object.entries(properties).flatMap(([key, setting]): Row[] => {
    const needed = required.includes(key);
    const inner = setting.properties ? setting : setting.items;
    const path = setting.items ? `${key}[]` : key;
    const below = inner ? rowsOf(inner).map(([name, ...row]): Row => [`${path}.${name}`, ...row]) : [];
    const own: Row[] = setting.properties && !setting.description ? [] : [[key, setting, needed]];
    return [...own, ...below];
  });
}

/** Path, setting, and whether it must be given. */
type Row = readonly [string, Setting, boolean?];

function table(rows: readonly Row[]): string[] {
  return tableOf(
    ["setting", "allowed", "default", "what it is"],
    rows.map(([name, setting, needed]) => [
      code(name),
      allowed(setting),
      needed ? "*needed*" : defaultOf(setting),
      setting.description ?? "",
    ]),
  );
}

function allowed(setting: Setting): string {
  const { type, must, anyOf, items, additionalProperties } = setting;
  if (setting.const !== undefined) {
    return code(setting.const);
  }
  if (setting.enum) {
    return setting.enum.map(code).join(", ");
  }
  if (items) {
    return `list of ${items.properties || items.oneOf ? "settings, see below" : allowed(items)}`;
  }
  if (setting.properties) {
    return "settings, see below";
  }
  // What begins with a capital letter tells why something is refused.
  const words = new Set(type === "boolean" ? [] : must?.filter((one) => !/^[A-Z]/.test(one)));
  if (words.size > 0) {
    return [...words].join("; ");
  }
  if (anyOf) {
    return anyOf.map(allowed).join(", or ");
  }
  if (additionalProperties) {
    return `names with values, each ${allowed(additionalProperties)}`;
  }
  return withBounds(setting);
}

function withBounds({ type = "", minimum, maximum }: Setting): string {
  const word = types[type] ?? type;
  return minimum === undefined || maximum === undefined ? word : `${word} from ${minimum} to ${maximum}`;
}

const types: Readonly<Record<string, string>> = {
  boolean: "`true`, `false`",
  integer: "whole number",
  string: "text",
};

function defaultOf({ default: held }: Setting): string {
  const isEmpty = held === undefined || JSON.stringify(held) === "{}" || JSON.stringify(held) === "[]";
  return isEmpty ? "" : code(held);
}

function sizeTables(): string[] {
  const { small, medium } = sizes;
  const inside = ({ heap, dashboardHeap, misp, mongodbCache }: typeof small) => ({
    "Java's heap in the Wazuh indexer": heap.indexer,
    "Java's heap in Graylog": heap.graylog,
    "Java's heap in the data node": heap.dataNode,
    "heap of Node.js in Wazuh's dashboard": dashboardHeap,
    "pool of pages in MISP's database": misp.databasePool,
    "one PHP request in MISP": misp.phpMemory,
    "cache of Graylog's database": mongodbCache,
  });
  const other = inside(medium);
  return [
    ...tableOf(
      ["container", "`small`", "`medium`"],
      parts.map((part) => [part, `${small.memory[part]}`, `${medium.memory[part]}`]),
      "Memory of each container, in MiB, by `lab:size`",
    ),
    ...tableOf(
      ["inside them, in MiB", "`small`", "`medium`"],
      Object.entries(inside(small)).map(([what, size]) => [
        what,
        `${size}`,
        `${other[what as keyof typeof other]}`,
      ]),
    ),
  ];
}

function partition<T>(all: readonly T[], test: (one: T) => boolean): [T[], T[]] {
  return [all.filter(test), all.filter((one) => !test(one))];
}
