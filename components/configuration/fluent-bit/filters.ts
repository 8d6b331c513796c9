import { z } from "zod";
import { expression } from "./expression.ts";

/** Fields of an alert that are not text: numbers, lists and objects. grep never matches them. */
const notText: ReadonlySet<string> = new Set([
  "rule",
  "rule.level",
  "rule.firedtimes",
  "rule.mail",
  "rule.groups",
  "rule.mitre",
  "rule.mitre.id",
  "rule.mitre.tactic",
  "rule.mitre.technique",
  "rule.pci_dss",
  "rule.gdpr",
  "rule.hipaa",
  "rule.nist_800_53",
  "rule.tsc",
  "agent",
  "manager",
  "decoder",
  "predecoder",
  "data",
  "data.win",
  "data.win.system",
  "data.win.eventdata",
  "data.misp",
  "syscheck",
  "syscheck.changed_attributes",
]);

const word = () =>
  z.string().regex(/^[^\s"'$]+$/, { error: "a word without blanks, quotes and dollar signs" });

/** A field of the alert, its parts joined by points. */
const field = () =>
  z.string().regex(/^[A-Za-z_][\w@-]*(\.[A-Za-z_][\w@-]*)*$/, {
    error: "a field of the alert, such as data.win.system.eventID",
  });

const textField = () =>
  field().refine((name) => !notText.has(name), {
    error:
      "Its value is a number, a list or an object, and grep matches text alone: it would keep nothing. Take a field that holds text.",
  });

const on = z
  .enum(["outputs", "graylog"])
  .default("outputs")
  .describe(
    "What it changes: the records for the further outputs, or the lines for Graylog, which have one field, `log`",
  );

const condition = z.strictObject({ field: textField(), matches: expression() });

const grep = z
  .strictObject({
    type: z.literal("grep"),
    on,
    keep: z.array(condition).default([]).describe("`Regex`: what is kept"),
    drop: z.array(condition).default([]).describe("`Exclude`: what is dropped"),
    match: z
      .enum(["all", "any"])
      .default("all")
      .describe(
        "`Logical_Op`: whether all conditions must hold, or any. Without it Fluent Bit would look at the first alone",
      ),
  })
  .refine(({ keep, drop }) => keep.length + drop.length > 0, {
    path: ["keep"],
    error: "there, or else drop: a filter without a condition does nothing",
  })
  .refine(({ keep, drop }) => keep.length === 0 || drop.length === 0, {
    path: ["drop"],
    error:
      "Fluent Bit takes conditions to keep and to drop in one filter without a word, and follows only some of them: make two filters of them.",
  })
  .refine(
    ({ on: target, keep, drop }) =>
      target === "outputs" || [...keep, ...drop].every((one) => one.field === "log"),
    {
      path: ["on"],
      error:
        'What goes to Graylog is the whole line, in the field `log`: match that, such as `"level":1[0-9]`.',
    },
  );

const changes = (what: string) =>
  z
    .record(
      z.string().regex(/^[A-Za-z_][\w@-]*$/, { error: "the name of a field at the top of the record" }),
      word(),
    )
    .default({})
    .describe(what);

const modify = z
  .strictObject({
    type: z.literal("modify"),
    set: changes("`Set`: field to its value"),
    add: changes("`Add`: field to its value, where there is none"),
    rename: changes("`Rename`: field to its new name"),
    copy: changes("`Copy`: field to the name of the copy"),
    remove: z.array(word()).default([]).describe("`Remove`: fields"),
  })
  .describe("Changes fields at the top of the record, for the further outputs");

/** `[FILTER]` sections, in their order. */
export const filtersSchema = z
  .array(z.discriminatedUnion("type", [grep, modify]))
  .default([])
  .describe("Filters, in their order");

export type Filter = z.infer<typeof filtersSchema>[number];
