/**
 * custom-misp: looks up the indicators of Wazuh's alerts in MISP, and returns what is known to Wazuh's queue.
 *
 * integratord calls it with its positional arguments; everything else is a subcommand. What the way of most alerts does
 * not need is imported where it is used: a call takes a few milliseconds, and loading is most of them.
 */
import { run } from "./run.ts";
import { isCall } from "./settings/arguments.ts";
import { baseFolder } from "./settings/settings.ts";
import { exit, ownerOf } from "./system/libc.ts";

const args = process.argv.slice(2);
const base = baseFolder(process.execPath);

const logs = `${base}/logs`;
if (process.geteuid?.() === 0) {
  // Called by root, as from a shell in the manager's container: what it writes must be integratord's, which runs as
  // user wazuh, to write as well.
  const owner = ownerOf(logs);
  if (owner !== undefined && owner.user !== 0) {
    (await import("./system/privileges.ts")).become(owner);
  }
}
const main = isCall(args) ? run : (await import("./commands/command.ts")).command;
exit(await main(args, base));
