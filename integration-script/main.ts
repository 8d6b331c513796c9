/**
 * custom-misp: looks up the indicators of Wazuh's alerts in MISP, and returns what is known to Wazuh's queue.
 *
 * integratord calls it with its positional arguments; everything else is a subcommand. The way of an alert loads only
 * what it needs: the rest is imported where it is used.
 */
import { isCall } from "./settings/arguments.ts";
import { baseFolder } from "./settings/settings.ts";
import { exit, isRoot } from "./system/libc.ts";

const args = process.argv.slice(2);
const base = baseFolder(process.execPath);

if (isRoot()) {
  (await import("./system/privileges.ts")).becomeOwnerOf(`${base}/logs`);
}
const main = isCall(args) ? (await import("./run.ts")).run : (await import("./commands/command.ts")).command;
exit(await main(args, base));
