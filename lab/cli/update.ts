import { InvalidArgumentError, type Command } from "commander";
import { jsonOption, stackArgument } from "./options.ts";

/** `lab up` and `lab down`. */
export function defineUpdate(program: Command): void {
  program
    .command("up")
    .description("bring a lab up, or to its configuration; an update that was interrupted is picked up")
    .argument("[stack]", "the lab's stack: a file stacks/Pulumi.<stack>.yaml", "full")
    .option("--only <components>", "update these components alone, with what depends on them", listed)
    .option("--replace <components>", "make these components' containers anew", listed)
    .option("--with-data", "with --replace: their volumes, too; what they hold is lost")
    .option("--preview", "tell what the lab needs and what would be done, and do nothing")
    .option("--frozen", "make the lab that lab lock has written down, and refuse to make another one")
    .option("--force", "begin although the machine lacks something that the lab needs")
    .option(...jsonOption)
    .addHelpText(
      "after",
      `
Examples:
  lab up rehearsal                    the small one, of stand-ins
  lab up full                         the real servers
  lab up full --preview               what it needs, and what would be made
  lab up full --only misp,graylog     bring these two to their configuration, and leave the rest
  lab up full --replace wazuh         make the containers of Wazuh anew; their data stays
  lab up full --replace misp --with-data   begin with an empty MISP

Components are called as lab status calls them; wazuh is all of Wazuh, agents are all agents.
Before it begins it looks whether the machine has the memory, disk, ports and images that the lab needs.`,
    )
    .action(async (stack: string, options: object) => (await import("../commands/up.ts")).up(stack, options));

  program
    .command("down")
    .description("take a lab down, with everything that it made, and its stack with it")
    .argument(...stackArgument)
    .option("--forget", "do not ask the engine: for a stack whose passphrase is lost")
    .option(...jsonOption)
    .addHelpText(
      "after",
      `
Examples:
  lab down rehearsal
  lab down full --quiet

The stack's file in stacks/ stays as it is.`,
    )
    .action(async (stack: string, options: object) =>
      (await import("../commands/down.ts")).down(stack, options),
    );
}

/** Names with commas between. */
function listed(text: string): string[] {
  const names = text.split(",").map((name) => name.trim());
  if (names.some((name) => name === "")) {
    throw new InvalidArgumentError("Give names with commas between, such as misp,graylog.");
  }
  return names;
}
