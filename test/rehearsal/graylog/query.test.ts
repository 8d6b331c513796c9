import test from "ava";
import { extendMapping, templateMapping } from "../../../rehearsal/graylog/index/mapping.ts";
import { matches, searchable } from "../../../rehearsal/graylog/query/match.ts";
import { parseQuery } from "../../../rehearsal/graylog/query/parse.ts";
import { QueryProblem } from "../../../rehearsal/graylog/query/syntax.ts";

const document = {
  message: '{"description": "MISP - IoC found", "id": "1795506997.52038"}',
  source: "127.0.0.1",
  timestamp: "2026-11-24 08:21:29.215",
  streams: ["s1"],
  wazuh_rule_id: "100622",
  wazuh_rule_level: 12,
  wazuh_rule_mail: true,
  wazuh_rule_groups: ["misp", "misp_alert"],
  wazuh_rule_description: "MISP - IoC found",
  wazuh_data_misp_value: "http://evil.test/a?b=1",
  wazuh_score: 7.5,
  nested: { name: "inner" },
};

const mapping = extendMapping(templateMapping, document);

function found(query: string, leadingWildcards = false): boolean {
  return matches(parseQuery(query, leadingWildcards), searchable(document, "id-1", mapping));
}

const queries: Readonly<Record<string, boolean>> = {
  "": true,
  "*": true,
  "wazuh_rule_id:100622": true,
  "wazuh_rule_id:10062": false,
  "wazuh_rule_id:100*": true,
  "wazuh_rule_id:10062?": true,
  'wazuh_rule_description:"MISP - IoC found"': true,
  'wazuh_rule_description:"MISP - IoC"': false,
  "wazuh_rule_description:MISP*": true,
  "wazuh_rule_description:misp*": false,
  "wazuh_rule_groups:misp": true,
  "wazuh_rule_groups:misp_alert": true,
  "wazuh_rule_groups:other": false,
  "wazuh_rule_level:12": true,
  "wazuh_rule_level:>=12": true,
  "wazuh_rule_level:>12": false,
  "wazuh_rule_level:[10 TO 12]": true,
  "wazuh_rule_level:[10 TO 12}": false,
  "wazuh_rule_level:[13 TO *]": false,
  "wazuh_rule_mail:true": true,
  "wazuh_score:7.5": true,
  "_exists_:wazuh_rule_id": true,
  "_exists_:nothing": false,
  "NOT _exists_:nothing": true,
  "wazuh_rule_id:1 OR wazuh_rule_id:100622": true,
  "wazuh_rule_id:1 AND wazuh_rule_id:100622": false,
  "wazuh_rule_id:100622 AND NOT wazuh_rule_groups:misp": false,
  "wazuh_rule_id:100622 -wazuh_rule_groups:misp": false,
  "wazuh_rule_id:(1 OR 100622) AND (wazuh_rule_level:12)": true,
  "wazuh_rule_id:1 || wazuh_rule_level:12 && wazuh_rule_mail:true": true,
  "wazuh_rule_id:/1006\\d+/": true,
  'wazuh_data_misp_value:"http://evil.test/a?b=1"': true,
  "wazuh_data_misp_value:http\\:\\/\\/evil.test\\/a\\?b=1": true,
  'timestamp:["2026-11-24 08:00:00.000" TO "2026-11-24 09:00:00.000"]': true,
  "timestamp:<2026-11-24": false,
  ioc: true,
  IOC: true,
  '"ioc found"': true,
  '"found ioc"': false,
  '"1795506997.52038"': true,
  "message:misp": true,
  "nested.name:inner": true,
  "nested_name:inner": false,
  "streams:s1": true,
  "_id:id-1": true,
};

for (const [query, wanted] of Object.entries(queries)) {
  test(`the query ${query || "(nothing)"} ${wanted ? "finds" : "does not find"} the message`, (t) => {
    t.is(found(query), wanted);
  });
}

test("a wildcard at the start is refused, unless the server allows it", (t) => {
  t.throws(() => found("wazuh_rule_groups:*misp*"), { instanceOf: QueryProblem });
  t.true(found("wazuh_rule_groups:*misp*", true));
});

test("a query that cannot be read is refused", (t) => {
  for (const query of ["a:(b", "a)", 'a:"b', "a:[1 TO"]) {
    t.throws(() => parseQuery(query), { instanceOf: QueryProblem }, query);
  }
});
