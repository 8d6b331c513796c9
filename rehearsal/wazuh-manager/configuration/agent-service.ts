import type { XmlElement } from "../../../analysis/xml.ts";
import { checkChildren, ConfigurationError, isNumber, oneOf } from "./elements.ts";

/** What etc/ossec.conf says about agents: `<remote>`, `<auth>` and the time until one is taken for disconnected. */
export interface AgentService {
  /** Port that agents send to. */
  readonly port: number;
  readonly enrolmentPort: number;
  readonly enrolment: boolean;
  readonly usePassword: boolean;
  /** Certificate and key of the enrolment, as paths in Wazuh's folder. */
  readonly certificate: string;
  readonly key: string;
  /** Milliseconds. */
  readonly silence: number;
}

/** What holds where the file is silent. */
export const defaultAgentService: AgentService = {
  port: 1514,
  enrolmentPort: 1515,
  enrolment: true,
  usePassword: false,
  certificate: "etc/sslmanager.cert",
  key: "etc/sslmanager.key",
  silence: 900_000,
};

const remoteElements = new Set([
  "allowed-ips",
  "denied-ips",
  "port",
  "protocol",
  "ipv6",
  "connection",
  "local_ip",
  "agents",
  "queue_size",
  "rids_closing_time",
  "connection_overtake_time",
]);

const authElements = new Set([
  "disabled",
  "port",
  "ipv6",
  "use_source_ip",
  "force_insert",
  "force_time",
  "force",
  "purge",
  "use_password",
  "limit_maxagents",
  "ciphers",
  "ssl_agent_ca",
  "ssl_verify_host",
  "ssl_manager_cert",
  "ssl_manager_key",
  "ssl_auto_negotiate",
  "remote_enrollment",
  "agents",
  "key_request",
]);

/** Reads a `<remote>`. The stand-in speaks TCP, and AES inside of it. */
export function readRemote(section: XmlElement): Partial<AgentService> {
  checkChildren(section, remoteElements);
  const element = (name: string) => section.children.find((child) => child.name === name);
  const [connection, protocol, port] = [element("connection"), element("protocol"), element("port")];
  if (connection?.content === "syslog") {
    return {};
  }
  if (protocol && protocol.content !== "tcp") {
    throw new ConfigurationError(
      `This stand-in takes agents over tcp alone, and not over '${protocol.content}'.`,
      protocol.line,
    );
  }
  return port ? { port: isNumber(port) } : {};
}

/** Reads an `<auth>`. */
export function readAuth(section: XmlElement): Partial<AgentService> {
  checkChildren(section, authElements);
  const read: { -readonly [Key in keyof AgentService]?: AgentService[Key] } = {};
  for (const element of section.children) {
    switch (element.name) {
      case "disabled":
        read.enrolment = oneOf(element, ["yes", "no"]) === "no";
        break;
      case "port":
        read.enrolmentPort = isNumber(element);
        break;
      case "use_password":
        read.usePassword = oneOf(element, ["yes", "no"]) === "yes";
        break;
      case "ssl_manager_cert":
        read.certificate = element.content;
        break;
      case "ssl_manager_key":
        read.key = element.content;
        break;
    }
  }
  return read;
}
