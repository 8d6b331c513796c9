/**
 * custom-misp: looks up the indicators of Wazuh's alerts in MISP, and returns what is known to Wazuh's queue.
 *
 * integratord calls it with its positional arguments; everything else is a subcommand. The way of an alert loads only
 * what it needs: the rest is imported where it is used.
 */
import { isCall } from "./settings/arguments.ts";
import { baseFolder } from "./settings/settings.ts";
import { exit } from "./system/libc.ts";

const args = process.argv.slice(2);
const base = baseFolder(process.execPath);

const dispatch = async (): Promise<number> => {
  if (isCall(args)) {
    const { run } = await import("./run.ts");
    return run(args, base);
  }
  const [name, ...rest] = args;
  switch (name) {
    case "replay":
      return (await import("./commands/replay.ts")).replay(rest, base);
    default:
      process.stderr.write(`custom-misp: there is no command ${name ?? ""}.\n`);
      return 2;
  }
};

exit(await dispatch());
