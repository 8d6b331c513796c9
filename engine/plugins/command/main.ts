import { enableCompileCache } from "node:module";

// A plugin is started for every command of the engine: compiled code is kept from one start to the next.
enableCompileCache();
const { serve } = await import("../provider/serve.ts");
const { plugin } = await import("./plugin.ts");

await serve(plugin, process.argv.slice(2));
