import { chosenStack } from "../chosen-stack.ts";
import { LabError } from "../lab-error.ts";
import { heading, remark } from "../output.ts";
import { openLab } from "../session.ts";

export interface OpenOptions {
  readonly stack?: string;
  readonly browser: boolean;
  readonly json?: true;
}

/** Where a system is, and how one signs in. */
interface Door {
  readonly system: string;
  readonly url: string;
  readonly user?: string;
  /** The command that shows what signs in. */
  readonly password: string;
}

/** `lab open`: tells where a system's pages are, and opens them where a person with a browser sits. */
export async function open(
  system: string | undefined,
  { stack: named, browser, json }: OpenOptions,
): Promise<void> {
  const stack = await chosenStack(named);
  const { outputs } = await openLab(stack);
  const doors = Object.entries(outputs.urls).map(([name, url]): Door => {
    const user = outputs.users[name];
    return {
      system: name,
      url,
      ...(user !== undefined && { user }),
      password: `npm run pulumi -- stack output signIn --show-secrets -s ${stack}`,
    };
  });
  const chosen = system === undefined ? doors : doors.filter((door) => door.system === system);
  if (chosen.length === 0) {
    const names = doors.map((door) => door.system).join(", ");
    throw new LabError(`The lab ${stack} has no pages of "${system ?? ""}". It has: ${names}.`);
  }
  if (json) {
    console.log(JSON.stringify({ stack, systems: chosen }));
    return;
  }
  for (const door of chosen) {
    console.log(
      `${heading(door.system)}\n  ${door.url}${door.user === undefined ? "" : `\n  user ${door.user}`}`,
    );
  }
  console.log(remark(`Passwords: ${chosen[0]!.password}`));
  if (system !== undefined && browser && hasBrowser()) {
    const { default: openInBrowser } = await import("open");
    await openInBrowser(chosen[0]!.url);
  }
}

/** Whether a person sits before this machine's own screen: not over SSH, and on Linux with a display. */
function hasBrowser(): boolean {
  const { DISPLAY, WAYLAND_DISPLAY, SSH_CONNECTION, CI } = process.env;
  const display = process.platform !== "linux" || Boolean(DISPLAY ?? WAYLAND_DISPLAY);
  return process.stdout.isTTY && display && !SSH_CONNECTION && !CI;
}
