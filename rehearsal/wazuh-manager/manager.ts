import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { UnsupportedContent } from "../../analysis/problems.ts";
import { AgentService, type AgentServiceOptions, type AgentServicePorts } from "./agents/service.ts";
import { Analysisd } from "./analysisd.ts";
import { ConfigurationError } from "./configuration/elements.ts";
import { type OssecConf, readOssecConf } from "./configuration/ossec-conf.ts";
import { readContent } from "./content.ts";
import { type Daemon, forgetDaemons, installControl, markRunning, markStopped } from "./daemons.ts";
import { copyConfiguration, makeFolders, runScripts } from "./entry.ts";
import { Integratord } from "./integratord/integratord.ts";
import { Logtest } from "./logtest.ts";
import { OssecLog } from "./ossec-log.ts";
import { wazuhAccount } from "./owner.ts";
import { inBase, type Places } from "./places.ts";
import { StartRefused } from "./refusal.ts";

export interface ManagerOptions {
  readonly places: Places;
  /** Is handed what the container's output shows. */
  readonly say: (line: string) => void;
  readonly now?: () => number;
  /** Host name of the manager; the system's where it is not said. */
  readonly host?: string;
  /** How it serves agents. @default - not at all: it takes events from its queue alone */
  readonly agents?: AgentServiceOptions;
}

/** A manager that runs. */
export interface Manager {
  /** Where it serves agents. */
  readonly ports: AgentServicePorts | undefined;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a manager as the official image does: makes its folders, copies the mounted configuration, runs the entrypoint
 * scripts, reads ossec.conf, and starts the daemons. Throws StartRefused where Wazuh would not start.
 */
export async function startManager(options: ManagerOptions): Promise<Manager> {
  const { places, say, now = Date.now, host = hostname() } = options;
  const account = await wazuhAccount();
  await forgetDaemons(places);
  await makeFolders(places, account);
  await installControl(places, account);
  await copyConfiguration(places);
  await runScripts(places, say);
  const log = new OssecLog(inBase(places, "logs/ossec.log"), now, say);
  const conf = await readConfiguration(places, log);

  const stops: (() => Promise<void>)[] = [];
  const running = async (daemon: Daemon, stop: () => Promise<void>) => {
    stops.unshift(stop, () => markStopped(places, daemon));
    await markRunning(places, daemon);
  };
  const content = await readContent({ places, account, log }, conf);
  const analysisd = start(() => new Analysisd({ places, conf, content, log, account, manager: host, now }));
  await analysisd.listen();
  await running("wazuh-analysisd", () => analysisd.close());
  if (conf.integrations.length > 0 && conf.jsonOutput) {
    const integratord = new Integratord({ places, integrations: conf.integrations, log, account, now });
    await running("wazuh-integratord", () => integratord.close());
  }
  const service =
    options.agents &&
    new AgentService(
      { places, conf, log, host, now, analysisd, logtest: new Logtest({ places, account, log }, host, now) },
      options.agents,
    );
  for (const { daemon, part } of service?.parts ?? []) {
    await part.listen();
    await running(daemon, () => part.close());
  }
  return {
    ports: service?.ports,
    stop: async () => {
      for (const stop of stops) {
        await stop();
      }
    },
  };
}

function start(make: () => Analysisd): Analysisd {
  try {
    return make();
  } catch (error) {
    throw error instanceof UnsupportedContent ? new StartRefused(error.message) : error;
  }
}

async function readConfiguration(places: Places, log: OssecLog): Promise<OssecConf> {
  const refuse = (message: string, why: string): never => {
    log.write("wazuh-analysisd", "ERROR", message);
    log.write("wazuh-analysisd", "CRITICAL", "(1202): Configuration error at 'etc/ossec.conf'.");
    throw new StartRefused(`The manager does not start: ${why}`);
  };
  const path = inBase(places, "etc/ossec.conf");
  const text = await readFile(path, "latin1").catch(() => undefined);
  if (text === undefined) {
    const message =
      "(1226): Error reading XML file 'etc/ossec.conf': XMLERR: File 'etc/ossec.conf' not found. (line 0).";
    return refuse(message, `${path} cannot be read. Mount it below ${places.mount}/etc.`);
  }
  try {
    return readOssecConf(text);
  } catch (error) {
    if (error instanceof ConfigurationError) {
      return refuse(
        error.message,
        `${error.message} It stands in ${path}, line ${error.line}. Correct that line.`,
      );
    }
    throw error;
  }
}
