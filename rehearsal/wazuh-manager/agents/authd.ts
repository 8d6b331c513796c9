import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { createServer, type Server, type TLSSocket } from "node:tls";
import type { OssecLog } from "../ossec-log.ts";
import { inBase, type Places } from "../places.ts";
import { StartRefused } from "../refusal.ts";
import { EnrolmentRefused, readEnrolmentRequest } from "./enrolment-request.ts";
import type { Registry } from "./registry.ts";

const name = "wazuh-authd";

/** Milliseconds that a connection may be idle. */
const patience = 10_000;

/** The longest request: MAX_SSL_MSG_SIZE of wazuh/wazuh 4.14, in bytes. */
const maxRequest = 16_384;

export interface AuthdOptions {
  readonly places: Places;
  readonly port: number;
  readonly usePassword: boolean;
  readonly certificate: string;
  readonly key: string;
  readonly registry: Registry;
  readonly log: OssecLog;
  readonly version: string;
  readonly now: () => number;
}

/** Enrols agents over TLS on port 1515, with the password of etc/authd.pass. */
export class Authd {
  readonly #options: AuthdOptions;
  #server: Server | undefined;

  constructor(options: AuthdOptions) {
    this.#options = options;
  }

  async listen(): Promise<number> {
    const { places, certificate, key, port, log } = this.#options;
    const read = (path: string) =>
      readFile(inBase(places, path)).catch(() => {
        log.write(name, "ERROR", `Unable to read certificate file (not found): ${path}`);
        throw new StartRefused(
          `authd does not start: ${path} cannot be read. <auth> of etc/ossec.conf names it.`,
        );
      });
    const tls = { cert: await read(certificate), key: await read(key), handshakeTimeout: patience };
    this.#server = createServer(tls, (socket) => {
      void this.#serve(socket);
    });
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    this.#server.once("error", reject).listen(port, () => resolve(undefined));
    await promise;
    log.write(name, "INFO", `Started (pid: ${process.pid}).`);
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    await new Promise((closed) => this.#server?.close(closed) ?? closed(undefined));
  }

  async #serve(socket: TLSSocket): Promise<void> {
    socket.setTimeout(patience, () => socket.destroy());
    socket.on("error", () => socket.destroy());
    let request = "";
    for await (const bytes of socket as AsyncIterable<Buffer>) {
      request += bytes.toString("utf8");
      if (request.length > maxRequest) {
        break;
      }
      if (/[\n\0]/.test(request)) {
        socket.end(await this.#answer(request, socket.remoteAddress ?? "an unknown address"));
        return;
      }
    }
    socket.destroy();
  }

  async #answer(request: string, from: string): Promise<string> {
    const { places, usePassword, registry, log, version, now } = this.#options;
    try {
      const password = usePassword
        ? (await readFile(inBase(places, "etc/authd.pass"), "utf8")).replace(/\r?\n.*$/s, "")
        : undefined;
      const hasGroup = (group: string) => existsSync(inBase(places, `etc/shared/${group}`));
      const asked = readEnrolmentRequest(request, { password, version, hasGroup });
      const { id, name: agent, ip, key } = registry.add(asked.name, asked.groups, now());
      log.write(name, "INFO", `Agent key generated for '${agent}' (requested by ${from})`);
      return `OSSEC K:'${id} ${agent} ${ip} ${key}'`;
    } catch (error) {
      if (!(error instanceof EnrolmentRefused)) {
        throw error;
      }
      log.write(name, "ERROR", `${error.message.replace("ERROR: ", "")}: request of ${from}`);
      return `${error.message}. Unable to add agent`;
    }
  }
}
