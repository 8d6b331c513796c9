// `npm run build`: makes what the program needs beside its sources, in `dist/`; `custom-misp` makes that alone.
import { openContext } from "../engine/context.ts";
import { openReport } from "../engine/report.ts";
import { buildAll } from "./all.ts";
import { buildCustomMisp } from "./custom-misp.ts";

const [part, ...more] = process.argv.slice(2);
if (part === "custom-misp" && more.length === 0) {
  console.log((await buildCustomMisp()).path);
} else if (part === undefined) {
  await buildAll(await openContext(), openReport().step);
} else {
  console.error(
    `npm run build makes everything, and npm run build -- custom-misp that alone; not "${[part, ...more].join(" ")}".`,
  );
  process.exitCode = 2;
}
