/**
 * custom-misp: looks up the indicators of Wazuh's alerts in MISP, and returns what is known to Wazuh's queue.
 *
 * integratord calls it with its positional arguments; everything else is a subcommand. What the way of most alerts does
 * not need is imported where it is used: a call takes a few milliseconds, and loading is most of them.
 */
import { run } from "./run.ts";
import { isCall } from "./settings/arguments.ts";
import { baseFolder } from "./settings/settings.ts";
import { exit } from "./system/libc.ts";

const args = process.argv.slice(2);
const base = baseFolder(process.execPath);

if (process.geteuid?.() === 0) {
  await (await import("./system/privileges.ts")).becomeOwnerOf(`${base}/logs`);
}
const main = isCall(args) ? run : (await import("./commands/command.ts")).command;
exit(await main(args, base));
