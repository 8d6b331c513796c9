import { join } from "node:path";
import type { Browser } from "playwright-core";
import { getChromium } from "../../engine/chromium.ts";
import type { Context, Say } from "../../engine/context.ts";
import { LabError } from "../lab-error.ts";
import { silent, type Narrator } from "./narrator.ts";

/** Takes pictures of pages while a run goes on, one after the other. */
export class Pictures {
  readonly #browser: Browser;
  readonly #folder: string;
  readonly #taken: string[] = [];
  #last: Promise<void> = Promise.resolve();

  private constructor(browser: Browser, folder: string) {
    this.#browser = browser;
    this.#folder = folder;
  }

  /**
   * Opens a browser: Debian's Chromium, which is got where it is missing, driven by a library that only developing needs.
   *
   * @throws {LabError} when one of them is not to be had
   */
  static async open(folder: string, context: Context, say: Say): Promise<Pictures> {
    try {
      const { chromium } = await import("playwright-core");
      const { path } = await getChromium(context, say);
      return new Pictures(await chromium.launch({ executablePath: path, chromiumSandbox: false }), folder);
    } catch (error) {
      throw new LabError(
        `No pictures can be taken: ${(error as Error).message}. Without --pictures the recording alone is made.`,
        { cause: error },
      );
    }
  }

  /** Takes a picture of a page as it is now, when its turn comes. @param html gives the page, all of it */
  take(name: string, html: () => Promise<string>): void {
    const now = html();
    // Whether it failed is told when its turn comes.
    now.catch(() => undefined);
    this.#last = this.#last.then(async () => {
      const context = await this.#browser.newContext({ viewport: { width: 1440, height: 900 } });
      const page = await context.newPage();
      await page.setContent(await now);
      const path = join(this.#folder, `${name}.png`);
      await page.screenshot({ path, fullPage: true });
      await context.close();
      this.#taken.push(path);
    });
  }

  /** A narrator that says nothing and takes a picture at each hop that an alert has passed. */
  atEachHop(name: string, html: () => Promise<string>): Narrator {
    let number = 0;
    return {
      ...silent,
      hop: ({ hop, state }) => {
        if (state === "passed") {
          number += 1;
          this.take(`${name}-${String(number).padStart(2, "0")}-${hop}`, html);
        }
      },
    };
  }

  /** Waits for what is still to be taken, and closes the browser. @returns paths of the pictures */
  async close(): Promise<readonly string[]> {
    try {
      await this.#last;
    } finally {
      await this.#browser.close();
    }
    return this.#taken;
  }
}
