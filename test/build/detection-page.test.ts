import { readFile } from "node:fs/promises";
import test from "ava";
import { detectionPage } from "../../build/detection-page/page.ts";

test("docs/detection.md is what the content makes of its events; `npm run build -- detection-page` writes it anew", async (t) => {
  const page = await detectionPage();
  t.is(await readFile(new URL("../../docs/detection.md", import.meta.url), "utf8"), page);
  // Each source ends as a ticket of its own.
  t.is(page.match(/^\| the ticket \|/gm)?.length, 4);
  t.true(page.includes("          ✓ 100722 (level 3): "));
});
