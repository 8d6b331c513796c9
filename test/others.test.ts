import { runOtherFolders } from "./helpers/group/run.ts";

await runOtherFolders();
