import test from "ava";
import { extendMapping, IndexingProblem, templateMapping } from "../../../rehearsal/graylog/index/mapping.ts";
import { graylog, wazuhContent } from "./support.ts";

type Document = Readonly<Record<string, unknown>>;

/** Adds documents one after the other; the number of the first that is lost, or undefined. */
function lost(...documents: readonly Document[]): number | undefined {
  let mapping = templateMapping;
  for (const [index, document] of documents.entries()) {
    try {
      mapping = extendMapping(mapping, document);
    } catch (error) {
      if (error instanceof IndexingProblem) {
        return index;
      }
      throw error;
    }
  }
  return undefined;
}

const cases: Readonly<
  Record<string, { readonly documents: readonly Document[]; readonly lost: number | undefined }>
> = {
  "a text after a number is lost": { documents: [{ a: 7.5 }, { a: "high" }], lost: 1 },
  "a number after a text is not": { documents: [{ a: "high" }, { a: 7 }], lost: undefined },
  "a number as text goes into a number": { documents: [{ a: 5 }, { a: "12" }], lost: undefined },
  "a fraction goes into a whole number": { documents: [{ a: 5 }, { a: 7.5 }], lost: undefined },
  "but not in an object in a list": { documents: [{ a: [{ b: 8 }] }, { a: [{ b: 7.5 }] }], lost: 1 },
  "nor within one such list": { documents: [{ a: [{ b: 8 }, { b: 7.5 }] }], lost: 0 },
  "a text after one that looks like a date is lost": {
    documents: [{ a: "2026-11-24T08:21:29.000+0000" }, { a: "yesterday" }],
    lost: 1,
  },
  "Sysmon's system time looks like a date": {
    documents: [{ a: "2026-11-24T07:00:00.1234567Z" }, { a: "none" }],
    lost: 1,
  },
  "syscheck's time looks like a date": { documents: [{ a: "2026-11-24T07:00:00" }, { a: "none" }], lost: 1 },
  "Sysmon's UtcTime does not": {
    documents: [{ a: "2026-11-24 07:00:00.123" }, { a: "none" }],
    lost: undefined,
  },
  "a keyword of 32,766 bytes is kept": { documents: [{ a: "x".repeat(32_766) }], lost: undefined },
  "a longer one is lost": { documents: [{ a: "x".repeat(32_767) }], lost: 0 },
  "bytes count, not characters": { documents: [{ a: "ü".repeat(16_384) }], lost: 0 },
  "an object after a text is lost": { documents: [{ a: "x" }, { a: { b: 1 } }], lost: 1 },
  "a text after an object is lost": { documents: [{ a: { b: 1 } }, { a: "x" }], lost: 1 },
  "a list of texts is a text": { documents: [{ a: "x" }, { a: ["y", "z"] }], lost: undefined },
  "a number after a truth is lost": { documents: [{ a: true }, { a: 1 }], lost: 1 },
  "more than 1000 fields are lost": {
    documents: [Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`f${index}`, "x"]))],
    lost: 0,
  },
};

for (const [title, { documents, lost: wanted }] of Object.entries(cases)) {
  test(`in one index ${title}`, (t) => {
    t.is(lost(...documents), wanted);
  });
}

test("a message that cannot be indexed is lost and listed as a failure; fixed types prevent it from the next index on", async (t) => {
  const server = await graylog(t);
  const { inputId, indexSetId } = await wazuhContent(server);
  const line = (timestamp: string): string => JSON.stringify({ timestamp, id: timestamp });
  await server.send(inputId, line("2026-11-24T08:21:29.000+0000"));
  await server.find("*", 1);
  await server.send(inputId, line("none"), line("2026-11-25T08:21:29.000+0000"));
  await server.find("*", 2);
  const failures = (await server.ask("GET", "/system/indexer/failures?limit=5")).json() as {
    total: number;
    failures: { index: string; message: string }[];
  };
  t.is(failures.total, 1);
  t.is(failures.failures[0]?.index, "wazuh-alerts_0");
  t.regex(
    failures.failures[0]?.message ?? "",
    /mapper_parsing_exception.*failed to parse field \[wazuh_timestamp\] of type \[date\]/,
  );

  for (const [field, type] of [
    ["wazuh_timestamp", "string"],
    ["wazuh_full_log", "string_fts"],
  ] as const) {
    const body = { index_sets: [indexSetId], type, field, rotate: true };
    t.is((await server.ask("PUT", "/system/indices/mappings", body)).status, 200);
  }
  await server.send(inputId, line("none"), JSON.stringify({ id: "long", full_log: "word ".repeat(10_000) }));
  const found = await server.find("*", 4);
  t.true(found.some((message) => message["wazuh_timestamp"] === "none"));
  t.is((await server.find("wazuh_full_log:word")).length, 1);
  const types = await server.ask("GET", `/system/indices/index_sets/types/${indexSetId}/all`);
  t.true(
    (types.json() as { field_name: string; type: string }[]).some(
      ({ field_name, type }) => field_name === "wazuh_timestamp" && type === "string",
    ),
  );
  t.is(
    (await server.ask("PUT", "/system/indices/mappings", { index_sets: [indexSetId], type: "x", field: "y" }))
      .status,
    400,
  );
});

test("a message goes into the index of each index set of its streams", async (t) => {
  const server = await graylog(t);
  const { inputId } = await wazuhContent(server, [
    'rule "both" when true then route_to_stream(id: "000000000000000000000001"); end',
  ]);
  await server.send(inputId, "{}");
  const found = await server.find("*", 2);
  t.is(new Set(found.map((message) => message["_id"])).size, 1);
});
