import { z } from "zod";
import { authorities, bytes, flag, host, line, port } from "../fields.ts";

const forever = z
  .union([z.literal("no_limits"), z.literal(false)], {
    error:
      'With a limit Fluent Bit drops alerts after that many tries; it must be "no_limits". `diskLimit` bounds what waits.',
  })
  .default("no_limits")
  .describe("`Retry_Limit`: only `no_limits`, which `false` means too");

const diskLimit = bytes("5M", "1000G")
  .default("512M")
  .describe("`storage.total_limit_size`: what may wait on the disk; beyond it the oldest is dropped");

const safe = () =>
  line().refine((text) => text.trim() === text && !text.includes("${"), {
    error: "one line without blanks around it and without ${, which Fluent Bit would replace",
  });

const tls = {
  tls: flag().default(true).describe("`tls`"),
  tlsVerify: z
    .boolean()
    .refine((on) => on, {
      error: "The lab verifies every server: give the certificate of its authority as `authority` instead.",
    })
    .default(true)
    .describe("`tls.verify`: only `true`"),
  authority: authorities()
    .optional()
    .describe("Authorities that the server's certificate is checked with (`tls.ca_file`)"),
};

const http = z.strictObject({
  type: z.literal("http"),
  host: host().describe("`Host`"),
  port: port().default(443).describe("`Port`"),
  uri: z
    .string()
    .regex(/^\/\S*$/, { error: "a path that begins with a slash" })
    .default("/")
    .describe("`URI`"),
  format: z.enum(["json", "json_lines", "json_stream"]).default("json").describe("`Format`"),
  dateKey: z
    .union([z.literal(false), z.string().regex(/^[\w@.-]+$/)], { error: "one word, or false" })
    .default(false)
    .describe("`json_date_key`: field for the record's time; Wazuh's `timestamp` is there without it"),
  headers: z
    .record(z.string().regex(/^[A-Za-z0-9-]+$/, { error: "the name of a header" }), safe())
    .default({})
    .describe("`Header`: name to value"),
  user: safe().optional().describe("`HTTP_User`"),
  password: safe().optional().describe("`HTTP_Passwd`. Secret"),
  compress: z.literal("gzip").optional().describe("`compress`"),
  ...tls,
  retryLimit: forever,
  diskLimit,
});

const gelf = z.strictObject({
  type: z.literal("gelf"),
  host: host().describe("`Host`"),
  port: port().default(12_201).describe("`Port`"),
  mode: z
    .enum(["tcp", "tls"])
    .default("tcp")
    .describe("`Mode`; UDP is left out, for it loses what is not received"),
  authority: tls.authority,
  tlsVerify: tls.tlsVerify,
  retryLimit: forever,
  diskLimit,
});

const stdout = z.strictObject({
  type: z.literal("stdout"),
  format: z.enum(["json", "json_lines", "msgpack"]).default("json_lines").describe("`Format`"),
});

/** `[OUTPUT]` sections beside the one to Graylog. */
export const outputsSchema = z
  .array(z.discriminatedUnion("type", [http, gelf, stdout]))
  .default([])
  .describe("Outputs beside the one to Graylog; they get the alerts as parsed records");

export type Output = z.infer<typeof outputsSchema>[number];
