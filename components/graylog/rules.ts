import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { errorGroup } from "../wazuh/misp-rule.ts";
import { matchGroup } from "../../integration-script/enriched-event.ts";
import { readTemplate, render, templatesFolder } from "../template.ts";
import { alertFields, graylogName, type FieldKind } from "./alert-fields.ts";

/**
 * Characters of a keyword: an index takes 32,766 bytes, and a character is three at most (one of two parts counts as two).
 */
const longestKeyword = 10_000;

/** The pipeline rules of templates/graylog/rules/, by the name that pipelines call each by. */
export function pipelineRules(): Record<string, string> {
  const fields = [...new Set(alertFields.map(({ path }) => path))].map((path) => ({
    name: graylogName(path),
    path: `$.${path}`,
    kind: alertFields.find((field) => field.path === path)!.kind,
  }));
  const of = (kind: FieldKind) => fields.filter((field) => field.kind === kind);
  const values = {
    fields: fields.filter(({ kind }) => kind !== "list"),
    keywords: of("keyword"),
    texts: of("text"),
    numbers: of("number"),
    lists: of("list"),
    longest: longestKeyword,
    matchGroup,
    errorGroup,
  };
  return Object.fromEntries(
    readdirSync(new URL("graylog/rules/", templatesFolder)).map((file) => {
      const path = `graylog/rules/${basename(file, ".hbs")}`;
      return [basename(path, ".rule"), file.endsWith(".hbs") ? render(path, values) : readTemplate(path)];
    }),
  );
}
