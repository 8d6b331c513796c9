import { readFile } from "node:fs/promises";
import test from "ava";
import { configurationPage } from "../../build/configuration-page.ts";

test("docs/configuration.md is what the schema is; `npm run build -- configuration-page` writes it anew", async (t) => {
  t.is(await readFile(new URL("../../docs/configuration.md", import.meta.url), "utf8"), configurationPage());
});

test("each setting is told with what is allowed, its default and what it is", (t) => {
  const page = configurationPage();
  for (const row of [
    "| `lab:portBase` | whole number from 1024 to 65000 | `18000` | First port of the lab's block of twenty; two labs on one Docker host need blocks of their own |",
    "| `misp.key` | a key of MISP: exactly 40 letters and digits | *needed* | Key that custom-misp asks with; a read-only one is enough. Secret |",
    "| `feeds` | list of `circl-osint`, `botvrij`, `urlhaus`, `threatfox`, `malware-bazaar` |  | Feeds that are fetched once and then each day; they need the internet, and the first fetch can take hours |",
    "| `input.bufferMaxSize` | a whole number of k, M or G, such as 256k; at least 140k; at most 1G | `256k` | `Buffer_Max_Size`: at least 140k, for a longer line is skipped |",
    "| `dateKey` | one word, or false | `false` | `json_date_key`: field for the record's time; Wazuh's `timestamp` is there without it |",
    "### `lab:fluentBit.outputs[]` with `type: gelf`",
  ]) {
    t.true(page.includes(`\n${row}\n`), row);
  }
});
