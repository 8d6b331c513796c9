import { Expression } from "../expressions/expression.ts";
import type { DecoderLists } from "./decode.ts";
import { decoder } from "./decoder.ts";

/** The stock decoders that take JSON, which a log without a program name meets before any of our own. */
export const stockDecoders = (): DecoderLists => ({
  withProgram: [],
  withoutProgram: [
    decoder("json-msgraph", {
      prematch: new Expression("osregex", '"integration":"ms-graph"'),
      json: true,
      jsonNull: "discard",
    }),
    decoder("json", { prematch: new Expression("osregex", '^{\\s*"'), json: true }),
  ].map((info) => ({ decoder: info, children: [] })),
});

/** Decoders that analysisd has built in; rules may name them in `decoded_as`. */
export const builtinDecoders: readonly string[] = [
  "windows_eventchannel",
  "syscheck_integrity_changed",
  "syscheck_new_entry",
  "syscheck_deleted",
  "rootcheck",
  "sca",
  "ciscat",
  "syscollector",
  "hostinfo_new",
  "hostinfo_modified",
];
