import { parseXml, type XmlElement } from "../../analysis/xml.ts";
import { StartProblem } from "../process/stand-in.ts";

/** What an agent's ossec.conf says, as far as the stand-in acts on it. */
export interface AgentSettings {
  readonly manager: { readonly host: string; readonly port: number };
  /** Seconds between two signs of life. */
  readonly notifyTime: number;
  /** Seconds until it tries again to reach its manager. */
  readonly reconnectTime: number;
  readonly enrolment: {
    readonly port: number;
    readonly name: string;
    readonly groups: string;
    /** Paths of the manager's authority and of the password. */
    readonly authority: string;
    readonly password: string;
  };
}

/**
 * Reads an agent's ossec.conf; what it watches would come with its groups' agent.conf, which the stand-in does not ask for.
 * @throws StartProblem with the element that is missing
 */
export function readAgentSettings(text: string): AgentSettings {
  const element = (parents: readonly XmlElement[], path: string): XmlElement | undefined =>
    path
      .split("/")
      .reduce<XmlElement | undefined>(
        (at, name) => (at?.children ?? []).find((child) => child.name === name),
        { children: parents } as XmlElement,
      );
  const roots = parseXml(text);
  const read = (path: string): string => {
    const content = element(roots, `ossec_config/client/${path}`)?.content;
    if (!content) {
      throw new StartProblem(`The agent does not start: its ossec.conf has no <${path}> in <client>.`);
    }
    return content;
  };
  if (read("server/protocol") !== "tcp") {
    throw new StartProblem("The agent does not start: this stand-in speaks tcp alone.");
  }
  return {
    manager: { host: read("server/address"), port: Number(read("server/port")) },
    notifyTime: Number(read("notify_time")),
    reconnectTime: Number(read("time-reconnect")),
    enrolment: {
      port: Number(read("enrollment/port")),
      name: read("enrollment/agent_name"),
      groups: read("enrollment/groups"),
      authority: read("enrollment/server_ca_path"),
      password: read("enrollment/authorization_pass_path"),
    },
  };
}
