import type { Command } from "commander";

/** `lab up` and `lab down`. */
export function defineUpdate(program: Command): void {
  program
    .command("up")
    .description("bring a lab up, or to its configuration")
    .argument("[stack]", "the lab's stack: a file stacks/Pulumi.<stack>.yaml", "full")
    .action(async (stack: string) => (await import("../commands/up.ts")).up(stack));

  program
    .command("down")
    .description("take a lab down, and its stack with it")
    .argument("[stack]", "the lab's stack", "full")
    .action(async (stack: string) => (await import("../commands/down.ts")).down(stack));
}
