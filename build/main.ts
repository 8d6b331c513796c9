// `npm run build`: makes what the program needs beside its sources, in `dist/`; `custom-misp` makes that alone.
// `npm run build -- configuration-page` writes docs/configuration.md anew, `detection-page` docs/detection.md.
import { writeFile } from "node:fs/promises";
import { openContext } from "../engine/context.ts";
import { openReport } from "../engine/report.ts";
import { buildAll } from "./all.ts";
import { configurationPage } from "./configuration-page.ts";
import { projectFolder } from "./context.ts";
import { buildCustomMisp } from "./custom-misp.ts";

const [part, ...more] = process.argv.slice(2);
if (part === "custom-misp" && more.length === 0) {
  console.log((await buildCustomMisp()).path);
} else if (part === "configuration-page" && more.length === 0) {
  await writeFile(new URL("docs/configuration.md", projectFolder), configurationPage());
} else if (part === "detection-page" && more.length === 0) {
  // What plays Graylog is loaded for this alone.
  const { detectionPage } = await import("./detection-page/page.ts");
  await writeFile(new URL("docs/detection.md", projectFolder), await detectionPage());
} else if (part === undefined) {
  await buildAll(await openContext(), openReport().step);
} else {
  console.error(
    `npm run build makes everything, npm run build -- custom-misp that alone, and npm run build -- configuration-page and npm run build -- detection-page the pages of docs/; not "${[part, ...more].join(" ")}".`,
  );
  process.exitCode = 2;
}
