import { announce, untilTerminated } from "../process/stand-in.ts";
import { startManager } from "./manager.ts";
import { imagePlaces } from "./places.ts";
import { StartRefused } from "./refusal.ts";

/** Runs the stand-in in a container, at the official image's places, until it is told to end. */
export async function start(): Promise<void> {
  announce("the Wazuh 4.14 manager");
  try {
    const terminated = untilTerminated();
    const { API_USERNAME: username = "", API_PASSWORD: password = "" } = process.env;
    const manager = await startManager({
      places: imagePlaces,
      say: (line) => console.log(line),
      ...(password !== "" && { agents: { username, password } }),
    });
    await terminated;
    await manager.stop();
  } catch (error) {
    if (!(error instanceof StartRefused)) {
      throw error;
    }
    console.error(error.message);
    process.exitCode = 1;
  }
}
