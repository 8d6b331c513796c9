// What can be asked for. What does it, in commands/, is loaded only when it is called, so that --help is there at once.
import { Command } from "commander";
import { defineClass } from "./cli/class.ts";
import { defineCompletion } from "./cli/completion.ts";
import { defineConfig } from "./cli/config.ts";
import { defineDemo } from "./cli/demo.ts";
import { defineDoctor } from "./cli/doctor.ts";
import { defineLock } from "./cli/lock.ts";
import { defineLogs } from "./cli/logs.ts";
import { defineOpen } from "./cli/open.ts";
import { defineRules } from "./cli/rules.ts";
import { definePortal } from "./cli/portal.ts";
import { defineStatus } from "./cli/status.ts";
import { defineTickets } from "./cli/tickets.ts";
import { defineTrace } from "./cli/trace.ts";
import { defineUpdate } from "./cli/update.ts";
import { beQuiet } from "./terminal.ts";

/** The `lab` command with all of its commands. */
export function makeProgram(): Command {
  const program = new Command("lab")
    .description(
      "Labs of Wazuh, MISP, Graylog and Fluent Bit: bring them up, watch one alert go all its way, take them down",
    )
    .option("-q, --quiet", "tell results and errors alone, and no progress")
    .hook("preAction", (_, command) => {
      if (command.optsWithGlobals()["quiet"] === true) {
        beQuiet();
      }
    })
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError("(lab --help tells what there is)")
    .addHelpText(
      "after",
      `
Examples:
  lab up rehearsal                 bring the rehearsal lab up
  lab demo dns                     play the scenario \`dns\` and follow its alert
  lab trace 1795506876.19470       tell how far an alert got
  lab down rehearsal               take it down, with everything that it made

Exit codes: 0 all went well, 1 something failed, 2 the command was wrong.`,
    )
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

  for (const define of [
    defineUpdate,
    defineStatus,
    defineOpen,
    defineLogs,
    defineDoctor,
    defineConfig,
    defineLock,
    defineClass,
    defineDemo,
    defineTrace,
    defineTickets,
    definePortal,
    defineRules,
    defineCompletion,
  ]) {
    define(program);
  }
  return program;
}
