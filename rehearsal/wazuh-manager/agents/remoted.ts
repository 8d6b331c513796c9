import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { frame, Frames } from "../../wazuh-protocol/frames.ts";
import { open, SealBroken, Sealer, senderOf } from "../../wazuh-protocol/sealed-message.ts";
import type { OssecLog } from "../ossec-log.ts";
import type { Agent, Registry } from "./registry.ts";

const name = "wazuh-remoted";
const control = "#!-";

export interface RemotedOptions {
  readonly port: number;
  readonly registry: Registry;
  readonly log: OssecLog;
  readonly now: () => number;
  /** Takes a datagram of the queue, as bytes. */
  readonly toQueue: (datagram: string) => void;
}

/**
 * Takes what agents send over TCP on port 1514: their events, which go to the queue with the agent before their location,
 * and what they say of themselves. It sends them no files of their groups, as a real one does.
 * HandleSecureMessage in src/remoted/secure.c and save_controlmsg in src/remoted/manager.c of wazuh/wazuh 4.14.
 */
export class Remoted {
  readonly #options: RemotedOptions;
  readonly #connections = new Set<Socket>();
  /** Where each agent is in its order; what is not later was sent before. */
  readonly #counters = new Map<string, { key: string; global: number; local: number }>();
  #server: Server | undefined;

  constructor(options: RemotedOptions) {
    this.#options = options;
  }

  async listen(): Promise<number> {
    const { port, log } = this.#options;
    this.#server = createServer((socket) => {
      this.#serve(socket);
    });
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    this.#server.once("error", reject).listen(port, () => resolve(undefined));
    await promise;
    log.write(name, "INFO", `Started (pid: ${process.pid}). Listening on port ${port}/TCP (secure).`);
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.#connections.forEach((socket) => socket.destroy());
    await new Promise((closed) => this.#server?.close(closed) ?? closed(undefined));
  }

  #serve(socket: Socket): void {
    const frames = new Frames();
    this.#connections.add(socket);
    socket.on("close", () => this.#connections.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.on("data", (bytes) => {
      try {
        frames.take(bytes).forEach((message) => {
          this.#take(message, socket);
        });
      } catch (error) {
        if (!(error instanceof SealBroken) && !(error instanceof RangeError)) {
          throw error;
        }
        const { log } = this.#options;
        log.write(name, "WARNING", `${error.message} Closing connection of ${socket.remoteAddress ?? ""}.`);
        socket.destroy();
      }
    });
  }

  #take(sealed: Buffer, socket: Socket): void {
    const { registry, toQueue } = this.#options;
    if (sealed.toString("latin1", 0, 5) === "#ping") {
      socket.write(frame(Buffer.from("#pong")));
      return;
    }
    const id = senderOf(sealed);
    const agent = id === undefined ? undefined : registry.withId(id);
    if (!agent) {
      throw new SealBroken(`There is no agent '${id ?? "unknown"}'.`);
    }
    const { message, ...counter } = open(sealed, agent);
    if (!this.#isLater(agent, counter)) {
      throw new SealBroken(`Agent '${agent.id}' has sent this message before.`);
    }
    if (message.startsWith(control)) {
      this.#hear(agent, message.slice(control.length), socket);
    } else if (message[1] === ":") {
      toQueue(`${message.slice(0, 2)}[${agent.id}] (${agent.name}) ${agent.ip}->${message.slice(2)}`);
    }
  }

  /** Takes the agent's word for it that it starts, is there, or goes. */
  #hear(agent: Agent, said: string, socket: Socket): void {
    const { registry, now } = this.#options;
    if (said.startsWith("agent startup ")) {
      registry.change(agent.id, { seen: now(), kept: false, gone: false, ...versionOf(said) });
    } else if (said.startsWith("agent shutdown ")) {
      registry.change(agent.id, { gone: true });
      return;
    } else if (said.includes("\n")) {
      registry.change(agent.id, { seen: now(), kept: true, gone: false, ...uname(said) });
    } else {
      return;
    }
    socket.write(frame(new Sealer(agent, "manager").seal(`${control}agent ack `)));
  }

  #isLater({ id, key }: Agent, { global, local }: { global: number; local: number }): boolean {
    const last = this.#counters.get(id);
    const later = last?.key !== key || global > last.global || (global === last.global && local > last.local);
    if (later) {
      this.#counters.set(id, { key, global, local });
    }
    return later;
  }
}

/** `agent startup {"version":"v4.14.6"}` */
function versionOf(said: string): { version?: string } {
  const version = /"version":"(v[\d.]+)"/.exec(said)?.[1];
  return version === undefined ? {} : { version: `Wazuh ${version}` };
}

/** The first line of a keep-alive: `Linux |linux-1 |6.1.0 |… [Debian GNU/Linux|debian: 12] - Wazuh v4.14.6 / <md5>`. */
function uname(said: string): { os?: string; version?: string } {
  const line = said.slice(0, said.indexOf("\n"));
  const version = / - (Wazuh v[\d.]+)/.exec(line)?.[1];
  return { os: line.split(" - ")[0]!, ...(version !== undefined && { version }) };
}
