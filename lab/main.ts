// The `lab` command. Each subcommand's module is loaded only when it is called, so that --help is there at once.
import { Command } from "commander";

const program = new Command("lab")
  .description(
    "Labs of Wazuh, MISP, Graylog and Fluent Bit: bring them up, watch one alert go all its way, take them down",
  )
  .showHelpAfterError("(lab --help tells what there is)")
  .addHelpText(
    "after",
    `
Examples:
  lab up rehearsal                 bring the rehearsal lab up
  lab demo dns --stack rehearsal   play the scenario \`dns\` and follow its alert
  lab trace 1795506876.19470 --stack rehearsal
  lab down rehearsal               take it down, with everything that it made

Exit codes: 0 all went well, 1 something failed, 2 the command was wrong.`,
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

const stackOption = ["-s, --stack <name>", "the lab's stack", "full"] as const;
const jsonOption = ["--json", "print one JSON document for machines"] as const;

program
  .command("up")
  .description("bring a lab up, or to its configuration")
  .argument("[stack]", "the lab's stack: a file stacks/Pulumi.<stack>.yaml", "full")
  .action(async (stack: string) => (await import("./commands/up.ts")).up(stack));

program
  .command("down")
  .description("take a lab down, and its stack with it")
  .argument("[stack]", "the lab's stack", "full")
  .action(async (stack: string) => (await import("./commands/down.ts")).down(stack));

program
  .command("status")
  .description("tell of each system whether it is ready, by its own proof")
  .argument("[stack]", "the lab's stack", "full")
  .option(...jsonOption)
  .action(async (stack: string, options: { json?: true }) =>
    (await import("./commands/status.ts")).status(stack, options),
  );

program
  .command("demo")
  .description("play scenarios and follow their alerts through all hops")
  .argument("<scenario...>", "names of files in scenarios/")
  .option(...stackOption)
  .option(...jsonOption)
  .action(async (scenarios: string[], options: { stack: string; json?: true }) =>
    (await import("./commands/demo.ts")).demo(scenarios, options),
  );

program
  .command("trace")
  .description("tell how far one alert got")
  .argument("<alert>", "the alert's id, as Wazuh writes it")
  .option(...stackOption)
  .option(...jsonOption)
  .action(async (alert: string, options: { stack: string; json?: true }) =>
    (await import("./commands/trace.ts")).trace(alert, options),
  );

try {
  await program.parseAsync();
} catch (error) {
  const { failure } = await import("./failure.ts");
  console.error(failure(error));
  process.exitCode = 1;
}
