import { mkdir, readFile } from "node:fs/promises";
import { openQueueSocket } from "../wazuh-manager/queue-socket.ts";
import { runUntilTerminated, StartProblem } from "../process/stand-in.ts";
import { Agent } from "./agent.ts";
import { readAgentSettings } from "./settings.ts";

/** Where the lab puts an agent's files, and where the agent keeps its own. */
const places = { settings: "/etc/lab/ossec.conf", given: "/etc/lab", base: "/var/ossec" };

/** Runs the stand-in in a container until it is told to end. */
export async function start(): Promise<void> {
  await runUntilTerminated("a Wazuh 4.14 agent without sensors", async () => {
    for (const folder of ["etc", "var/run", "queue/sockets"]) {
      await mkdir(`${places.base}/${folder}`, { recursive: true });
    }
    const text = await readFile(places.settings, "latin1").catch(() => {
      throw new StartProblem(`The agent does not start: ${places.settings} cannot be read.`);
    });
    const settings = readAgentSettings(text);
    // The image's entry point puts both where the settings say.
    const enrolment = {
      ...settings.enrolment,
      authority: `${places.given}/authority.pem`,
      password: `${places.given}/authd.pass`,
    };
    const agent = new Agent({ ...settings, enrolment }, places.base, (line) => {
      console.log(`wazuh-agentd: ${line}`);
    });
    const queue = await openQueueSocket(`${places.base}/queue/sockets/queue`, undefined, (event) => {
      agent.take(event.toString("latin1"));
    });
    agent.start();
    return {
      stop: async () => {
        await queue.close();
        await agent.stop();
      },
    };
  });
}
