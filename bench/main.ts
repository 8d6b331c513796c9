// `npm run bench -- <name> [argument...]`: measures something on this machine and prints a table. Exit code 1 when a goal
// was missed, 2 when the command was wrong.

/** What can be measured, each loaded only when it is asked for. @returns whether every goal was reached */
const benches: Readonly<Record<string, (...parameters: string[]) => Promise<boolean>>> = {
  enrichment: async () => (await import("./enrichment.ts")).benchEnrichment(),
  class: async (...sizes) => (await import("./class.ts")).benchClass(sizes),
};

const [name = "", ...parameters] = process.argv.slice(2);
const bench = Object.hasOwn(benches, name) ? benches[name] : undefined;
if (bench) {
  process.exitCode = (await bench(...parameters)) ? 0 : 1;
} else {
  console.error(
    `npm run bench -- ${Object.keys(benches).join("|")}; \`class\` takes sizes, such as 5 10 20.`,
  );
  process.exitCode = 2;
}
