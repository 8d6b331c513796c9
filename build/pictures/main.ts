// `npm run pictures`: makes the README's pictures anew from a real run. It brings a rehearsal up as `npm start` does, in a
// terminal, with a state of its own, plays a scenario, and takes the lab down again.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Docker from "dockerode";
import { execa } from "execa";
import { chromium, type Browser } from "playwright-core";
import { stackLabel } from "../../components/workload/names.ts";
import { getChromium } from "../../engine/chromium.ts";
import { openContext } from "../../engine/context.ts";
import { EngineError } from "../../engine/engine-error.ts";
import { terminalPicture } from "./terminal.ts";

const project = fileURLToPath(new URL("../../", import.meta.url));
const pictures = join(project, "docs/pictures");
const stack = "rehearsal";
const columns = 120;

/** What of a page is on its picture, in pixels. */
interface Part {
  /** Selector of the element at its top. */
  readonly from: string;
  readonly above: number;
  readonly height: number;
}

const folder = await mkdtemp(join(tmpdir(), "lab-pictures-"));
const env = { LAB_HOME: join(folder, "home") };
const lab = (...parameters: string[]) =>
  execa("node", ["engine/bootstrap.mjs", "lab/main.ts", ...parameters], {
    cwd: project,
    env,
    stdio: "inherit",
  });

if (await isUp()) {
  console.error(`A lab ${stack} is up. Take it down first: npm run lab -- down ${stack}`);
  process.exit(1);
}
try {
  const { stdout } = await execa("script", ["-qec", `stty cols ${columns} rows 40; npm start`, "/dev/null"], {
    cwd: project,
    env,
    stdout: ["pipe", "inherit"],
    stripFinalNewline: false,
  });
  await writeFile(
    join(pictures, "start.svg"),
    await terminalPicture({
      output: withoutNpm(stdout),
      columns,
      title: "npm start brings a rehearsal up, and an alert passes all nine hops",
    }),
  );
  await lab("demo", "quiet", "hash", "dns", "--stack", stack, "--report", folder);
  await lab("portal", stack, "--once", join(folder, "portal.html"));
  const browser = await openBrowser();
  try {
    await photograph(browser, join(folder, "dns.html"), "report", {
      from: "article",
      above: 30,
      height: 1_190,
    });
    await photograph(browser, join(folder, "dns.html"), "comparison", {
      from: ".full",
      above: 10,
      height: 980,
    });
    await photograph(browser, join(folder, "portal.html"), "portal", {
      from: "body",
      above: 0,
      height: 1_060,
    });
  } finally {
    await browser.close();
  }
} catch (error) {
  console.error(error instanceof EngineError ? error.message : error);
  process.exitCode = 1;
} finally {
  await lab("down", stack);
  await rm(folder, { recursive: true, force: true });
}

/** Whether somebody uses a rehearsal: it is not taken for the pictures' own. */
async function isUp(): Promise<boolean> {
  const { label, value } = stackLabel(stack);
  const filters = { label: [`${label}=${value}`] };
  return (await new Docker().listContainers({ all: true, filters })).length > 0;
}

/** What npm says of the script that it runs is not the lab's. */
function withoutNpm(output: string): string {
  const lines = output.split("\r\n");
  const first = lines.findIndex((line) => line.startsWith("> node "));
  return `$ npm start\r\n${lines.slice(first + 1).join("\r\n")}`;
}

async function openBrowser(): Promise<Browser> {
  const { path } = await getChromium(await openContext(), console.log);
  return chromium.launch({ executablePath: path, chromiumSandbox: false });
}

/** A part of a page from the top of one of its elements on, on a light and on a dark ground. */
async function photograph(browser: Browser, file: string, name: string, part: Part): Promise<void> {
  const width = 1_200;
  for (const colorScheme of ["light", "dark"] as const) {
    const page = await browser.newPage({ viewport: { width, height: part.height }, colorScheme });
    await page.setContent(await readFile(file, "utf8"));
    const top = (await page.locator(part.from).first().boundingBox())?.y ?? 0;
    await page.screenshot({
      path: join(pictures, `${name}-${colorScheme}.png`),
      fullPage: true,
      clip: { x: 0, y: Math.max(0, top - part.above), width, height: part.height },
    });
    await page.close();
  }
}
