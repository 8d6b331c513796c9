import { runFolder } from "./helpers/group/run.ts";

await runFolder("rehearsal");
