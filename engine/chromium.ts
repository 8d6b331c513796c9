import { existsSync } from "node:fs";
import type { Context, Say } from "./context.ts";
import { installPackages, mayInstall } from "./debian.ts";
import { EngineError } from "./engine-error.ts";
import { findOnPath, isExecutable, versionOf } from "./executables.ts";

/** A browser that shows the lab's pages. */
export interface Chromium {
  readonly path: string;
  readonly version: string;
}

/** What Chromium and the browsers made of it are called on a PATH, the plain one first. */
const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge"];

/** Where a Mac has them. */
const applications = [
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/**
 * A Chromium: the one that CHROME_PATH names, or the first that runs of those on PATH and the one that Playwright has
 * downloaded. Where there is none, on a Debian or Ubuntu and as root, Debian's is installed; `LAB_INSTALL=never` forbids
 * that.
 *
 * @throws {EngineError} when there is none, or the one that CHROME_PATH names does not run
 */
export async function getChromium(context: Context, say: Say): Promise<Chromium> {
  const { env } = context;
  const chosen = env["CHROME_PATH"];
  if (chosen) {
    const version = await versionOf(context, chosen, ["--version"]);
    if (version === undefined) {
      throw new EngineError(
        `CHROME_PATH is ${chosen}, which does not run as a Chromium: name another, or none.`,
      );
    }
    return { path: chosen, version };
  }
  const found = await findChromium(context);
  if (found) {
    return found;
  }
  if (!mayInstall(env)) {
    throw new EngineError(
      "No Chromium is found, which shows the lab's pages. Install one (on Debian: apt-get install chromium), " +
        "or set CHROME_PATH to the one that you have, and try again.",
    );
  }
  say("installing Debian's package chromium");
  await installPackages(context, ["chromium"]);
  const installed = await findChromium(context);
  if (!installed) {
    throw new EngineError(
      "Debian's package chromium is installed, and no Chromium runs: see what `chromium --version` says.",
    );
  }
  return installed;
}

async function findChromium(context: Context): Promise<Chromium | undefined> {
  const onPath = await Promise.all(names.map((name) => findOnPath(name, context.env)));
  const others = [...applications, await downloadedByPlaywright()];
  for (const path of [...onPath.flat(), ...others]) {
    if (path !== undefined && (await isExecutable(path))) {
      const version = await versionOf(context, path, ["--version"]);
      if (version !== undefined) {
        return { path, version };
      }
    }
  }
  return undefined;
}

/** The browser that `npx playwright-core install chromium` has put into the user's cache. */
async function downloadedByPlaywright(): Promise<string | undefined> {
  try {
    const { chromium } = await import("playwright-core");
    const path = chromium.executablePath();
    return existsSync(path) ? path : undefined;
  } catch {
    // It is a library for development, and knows no browser for every machine.
    return undefined;
  }
}
