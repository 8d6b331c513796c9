import { Argument, type Command } from "commander";

/** `lab completion`, and what the shells' scripts ask. */
export function defineCompletion(program: Command): void {
  program
    .command("completion")
    .description(
      "print a script for your shell: it makes the command lab, and completes what is typed after it",
    )
    .addArgument(new Argument("<shell>", "your shell").choices(["bash", "zsh", "fish"]))
    .addHelpText(
      "after",
      `
Examples:
  source <(npm run -s lab -- completion bash)      in bash and zsh; put it into ~/.bashrc to keep it
  npm run -s lab -- completion fish | source`,
    )
    .action(async (shell: string) => (await import("../commands/completion.ts")).completion(shell));

  program
    .command("complete", { hidden: true })
    .argument("[words...]")
    .allowUnknownOption()
    .helpOption(false)
    .action(async (words: string[]) => (await import("../commands/completion.ts")).complete(program, words));
}
