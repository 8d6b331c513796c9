import { runUntilTerminated } from "../process/stand-in.ts";
import { version } from "./graylog.ts";
import { startServer } from "./server.ts";
import { settingsFrom } from "./settings.ts";

/** Runs the stand-in for Graylog until SIGTERM. It is set by Graylog's environment, `GRAYLOG_…`. */
export async function start(): Promise<void> {
  await runUntilTerminated(`Graylog ${version}`, () =>
    startServer(settingsFrom(process.env), Date.now, (line) => console.log(line)),
  );
}
