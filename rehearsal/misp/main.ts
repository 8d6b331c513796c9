import { runUntilTerminated } from "../process/stand-in.ts";
import { version } from "./misp.ts";
import { startServer } from "./server.ts";
import { settingsFrom } from "./settings.ts";

/** Runs the stand-in for MISP until SIGTERM. It is set by misp-docker's environment. */
export async function start(): Promise<void> {
  await runUntilTerminated(`MISP ${version}`, () =>
    startServer(settingsFrom(process.env), Date.now, (line) => console.log(line)),
  );
}
