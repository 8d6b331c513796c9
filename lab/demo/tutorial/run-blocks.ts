import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { shownOf, tutorialStack, type Block } from "./blocks.ts";

const project = fileURLToPath(new URL("../../../", import.meta.url));

/** The lab that the tutorial's commands are run on, in place of the one that it speaks of. */
export interface TutorialLab {
  readonly stack: string;
  readonly portBase: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** First port of a lab that says nothing of it: components/configuration.ts, `portBase`. */
const usualPortBase = 18_000;

/**
 * Runs a block's command as a reader does, and gives what it shows, as if it were the tutorial's own lab.
 *
 * @throws {Error} with what it printed when it failed
 */
export async function runBlock({ command, last }: Block, lab: TutorialLab): Promise<string> {
  const parameters = command
    .replace(/^npm run lab -- /, "")
    .split(" ")
    .map((word) => (word === tutorialStack ? lab.stack : word));
  const { exitCode, stdout, stderr } = await execa(
    "node",
    ["engine/bootstrap.mjs", "lab/main.ts", ...parameters],
    {
      cwd: project,
      env: lab.env ?? {},
      reject: false,
    },
  );
  if (exitCode !== 0) {
    throw new Error(`${command} ended with ${String(exitCode)}:\n${stdout}\n${stderr}`);
  }
  const named = stdout
    .replaceAll(lab.stack, tutorialStack)
    .replace(/(localhost:|127\.0\.0\.1:)(\d{4,5})/g, (whole, host: string, port: string) => {
      const offset = Number(port) - lab.portBase;
      return offset >= 0 && offset < 20 ? `${host}${usualPortBase + offset}` : whole;
    });
  return shownOf(named, last);
}
