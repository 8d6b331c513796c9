// Fills docs/tutorial.md with what its commands print on a lab that is up:
// `node engine/bootstrap.mjs lab/demo/tutorial/main.ts <stack> <port base>`.
import { readFile, writeFile } from "node:fs/promises";
import { blocksOf, fill } from "./blocks.ts";
import { runBlock } from "./run-blocks.ts";

const [stack = "rehearsal", portBase = "18000"] = process.argv.slice(2);
const file = new URL("../../../docs/tutorial.md", import.meta.url);
const text = await readFile(file, "utf8");
const outputs = new Map<string, string>();
for (const block of blocksOf(text)) {
  console.log(block.command);
  outputs.set(block.command, await runBlock(block, { stack, portBase: Number(portBase) }));
}
await writeFile(file, fill(text, outputs));
console.log(`${outputs.size} outputs are in docs/tutorial.md.`);
