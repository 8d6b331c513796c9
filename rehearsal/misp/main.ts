import { announce, untilTerminated } from "../process/stand-in.ts";
import { version } from "./misp.ts";
import { startServer } from "./server.ts";
import { settingsFrom } from "./settings.ts";

/** Runs the stand-in for MISP until SIGTERM. It is set by misp-docker's environment. */
export async function start(): Promise<void> {
  announce(`MISP ${version}`);
  const terminated = untilTerminated();
  const server = await startServer(settingsFrom(process.env), Date.now, (line) => console.log(line));
  await terminated;
  await server.stop();
}
