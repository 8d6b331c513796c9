import type { Plugin } from "../provider/plugin.ts";
import type { Context } from "./context.ts";
import { localCommand } from "./local/command.ts";
import { run } from "./local/function.ts";
import { remoteCommand } from "./remote/command.ts";
import { copyFile } from "./remote/copy-file.ts";
import { copyToRemote } from "./remote/copy-to-remote.ts";

/** Stands in for the official command plugin where that cannot be had. https://www.pulumi.com/registry/packages/command */
export const plugin: Plugin<Context> = {
  name: "command",
  version: "1.2.1",
  description: "Runs commands on this machine and on others over SSH, and copies files to them.",
  configuration: {},
  marksDefaults: false,
  configure: (_args, log) => ({ log }),
  resources: {
    "command:local:Command": localCommand,
    "command:remote:Command": remoteCommand,
    "command:remote:CopyToRemote": copyToRemote,
    "command:remote:CopyFile": copyFile,
  },
  functions: { "command:local:run": run },
};
