import { readReadiness } from "../../components/readiness/status.ts";
import { openLab } from "../session.ts";
import { readinessLine } from "../output.ts";

/** `lab status`: each system's state, by its own proof. Exit code 1 when one is not ready. */
export async function status(name: string, { json }: { json?: true }): Promise<void> {
  const { docker, outputs } = await openLab(name);
  const systems = await readReadiness(docker, outputs.containers);
  if (json) {
    console.log(JSON.stringify({ stack: name, systems }));
  } else {
    console.log(systems.map(readinessLine).join("\n"));
  }
  process.exitCode = systems.every(({ state }) => state === "ready") ? 0 : 1;
}
