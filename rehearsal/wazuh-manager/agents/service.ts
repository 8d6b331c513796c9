import type { Analysisd } from "../analysisd.ts";
import type { OssecConf } from "../configuration/ossec-conf.ts";
import type { Daemon } from "../daemons.ts";
import type { Logtest } from "../logtest.ts";
import type { OssecLog } from "../ossec-log.ts";
import type { Places } from "../places.ts";
import { release } from "../../wazuh-protocol/release.ts";
import { Api } from "./api.ts";
import { Authd } from "./authd.ts";
import { Registry } from "./registry.ts";
import { Remoted } from "./remoted.ts";

/** Who may ask the API; the official image takes both from its environment. */
export interface AgentServiceOptions {
  readonly username: string;
  readonly password: string;
  /** @default - the ports of ossec.conf, and 55000 for the API; 0 takes free ones */
  readonly ports?: AgentServicePorts;
}

/** Where agents send to and enrol, and where the API answers. */
export interface AgentServicePorts {
  readonly agents: number;
  readonly enrolment: number;
  readonly api: number;
}

/** The manager that the service is a part of. */
export interface AgentServiceManager {
  readonly places: Places;
  readonly conf: OssecConf;
  readonly log: OssecLog;
  readonly host: string;
  readonly now: () => number;
  readonly analysisd: Analysisd;
  readonly logtest: Logtest;
}

/** A daemon of the service, and what it is here. */
interface Part {
  readonly daemon: Daemon;
  readonly part: { listen(): Promise<void>; close(): Promise<void> };
}

/** What a manager does for its agents: enrols them, takes what they send, and tells of them by its API. */
export class AgentService {
  readonly parts: readonly Part[];
  /** Where it listens, once its parts do. */
  readonly ports: { -readonly [Key in keyof AgentServicePorts]: AgentServicePorts[Key] };

  constructor(
    { places, conf, log, host, now, analysisd, logtest }: AgentServiceManager,
    { username, password, ports }: AgentServiceOptions,
  ) {
    const { agents } = conf;
    this.ports = ports ? { ...ports } : { agents: agents.port, enrolment: agents.enrolmentPort, api: 55_000 };
    const registry = new Registry(places, agents.silence);
    const toQueue = (datagram: string) => {
      analysisd.receive(datagram);
    };
    const common = { places, log, now, registry, version: release, host };
    const remoted = new Remoted({ ...common, port: this.ports.agents, toQueue });
    const authd = new Authd({ ...common, ...agents, port: this.ports.enrolment });
    const api = new Api({ ...common, logtest, port: this.ports.api, username, password });
    this.parts = [
      this.#part("wazuh-remoted", remoted, "agents"),
      ...(agents.enrolment ? [this.#part("wazuh-authd", authd, "enrolment")] : []),
      this.#part("wazuh-apid", api, "api"),
    ];
  }

  #part(daemon: Daemon, server: Remoted | Authd | Api, port: keyof AgentServicePorts): Part {
    return {
      daemon,
      part: {
        listen: async () => {
          this.ports[port] = await server.listen();
        },
        close: () => server.close(),
      },
    };
  }
}
