import { z } from "zod";
import { flag, line } from "../fields.ts";
import { expression } from "./expression.ts";

/** Parsers that Fluent Bit's image brings: conf/parsers.conf of fluent/fluent-bit, v5.1.1. */
export const imageParsers = [
  "apache",
  "apache2",
  "apache_error",
  "nginx",
  "k8s-nginx-ingress",
  "json",
  "logfmt",
  "docker",
  "docker-daemon",
  "syslog-rfc5424",
  "syslog-rfc3164-local",
  "syslog-rfc3164",
  "mongodb",
  "envoy",
  "istio-envoy-proxy",
  "cri",
  "kube-custom",
  "kmsg-netfilter-log",
];

/** The lab's own parser: JSON with Wazuh's time, which stays in the record. */
export const wazuhParser = "wazuh";

/** A `[PARSER]`. */
const parserSchema = z
  .strictObject({
    name: z.string().regex(/^[\w-]+$/, { error: "one word" }),
    format: z.enum(["json", "regex", "ltsv", "logfmt"]),
    regex: expression().optional().describe("Only with the format `regex`, and then needed"),
    timeKey: z.string().regex(/^\S+$/, { error: "one word" }).optional(),
    timeFormat: line()
      .optional()
      .describe("As strptime has it, with %L for fractions of a second; Wazuh's is `%Y-%m-%dT%H:%M:%S.%L%z`"),
    timeKeep: flag().default(true).describe("Whether the time stays in the record"),
  })
  .superRefine(({ format, regex }, context) => {
    if ((format === "regex") !== (regex !== undefined)) {
      context.addIssue({
        code: "custom",
        path: ["regex"],
        message: "there exactly when the format is regex",
      });
    }
  });

export type Parser = z.infer<typeof parserSchema>;

export const parsersSchema = z
  .array(parserSchema)
  .default([])
  .describe("Parsers of your own: the `Parsers_File`");

/** Names that `parser` may have. */
export function knownParsers(own: readonly Parser[]): string[] {
  return [wazuhParser, ...own.map(({ name }) => name), ...imageParsers];
}
