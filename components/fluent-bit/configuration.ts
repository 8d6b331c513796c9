import type { Output } from "../configuration/fluent-bit/outputs.ts";
import type { FluentBitConfiguration } from "../configuration/fluent-bit/fluent-bit.ts";
import { imageParsers } from "../configuration/fluent-bit/parsers.ts";
import { dataFolder } from "../configuration/fluent-bit/service.ts";
import type { RawInput } from "../graylog/endpoint.ts";
import { render } from "../template.ts";
import { filterSection, gelfFilter, outputSection, parserSections } from "./sections.ts";

const folder = "/fluent-bit/etc";

/** A file of Fluent Bit's configuration. */
export interface ConfigurationFile {
  readonly path: string;
  readonly content: string;
}

/** Where Fluent Bit looks for its configuration, by the image's own command. */
export const confPath = `${folder}/fluent-bit.conf`;

const parsersPath = `${folder}/lab-parsers.conf`;

const authorityPath = (index: number): string => `${folder}/authority-${index}.pem`;

/**
 * Fluent Bit's configuration. The way to Graylog is a `tail` of its own, whose lines nothing parses; further outputs have
 * another one, whose records are parsed and filtered.
 *
 * @param graylog Graylog's Raw TCP input; undefined where nothing is sent there
 */
export function renderFluentBitConf(settings: FluentBitConfiguration, graylog: RawInput | undefined): string {
  const { input, outputs, filters } = settings;
  const records = `${input.tag}.parsed`;
  const parsed = outputs.length > 0;
  return render("fluent-bit/etc/fluent-bit.conf", {
    // A template names nothing that is not there: what is not given is empty.
    service: { ...settings, logFile: settings.logFile ?? "", pluginsFile: settings.pluginsFile ?? "" },
    parsersFiles: parsed ? parsersFiles(settings) : [],
    input,
    inputs: [
      ...(graylog ? [{ tag: input.tag, parser: "", database: `${dataFolder}/alerts.db` }] : []),
      ...(parsed ? [{ tag: records, parser: settings.parser, database: `${dataFolder}/records.db` }] : []),
    ],
    filters: [
      ...filters.map((filter) => filterSection(filter, { outputs: records, graylog: input.tag })),
      ...(outputs.some(({ type }) => type === "gelf") ? [gelfFilter(records)] : []),
    ],
    graylog: graylog ?? false,
    graylogDiskLimit: settings.graylogDiskLimit,
    outputs: outputs.map((output, index) =>
      outputSection(output, records, authorityOf(output) === undefined ? undefined : authorityPath(index)),
    ),
  });
}

/** The lab's parsers, and the image's where one of them is used. */
function parsersFiles({ parser }: FluentBitConfiguration): string[] {
  return imageParsers.includes(parser) ? [`${folder}/parsers.conf`, parsersPath] : [parsersPath];
}

/** The files that the configuration names beside itself: parsers and authorities of the further outputs' servers. */
export function sideFiles({ outputs, parsers }: FluentBitConfiguration): ConfigurationFile[] {
  const authorities = outputs.flatMap((output, index) => {
    const content = authorityOf(output);
    return content === undefined ? [] : [{ path: authorityPath(index), content }];
  });
  return outputs.length === 0
    ? []
    : [
        {
          path: parsersPath,
          content: render("fluent-bit/etc/lab-parsers.conf", { parsers: parserSections(parsers) }),
        },
        ...authorities,
      ];
}

const authorityOf = (output: Output): string | undefined =>
  "authority" in output ? output.authority : undefined;
