import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { frame, Frames } from "../wazuh-protocol/frames.ts";
import { open, Sealer, type AgentKey } from "../wazuh-protocol/sealed-message.ts";

const ack = "#!-agent ack ";

/** Milliseconds until the manager must have answered. */
const patience = 10_000;

/** One connection to the manager, after its handshake: start-up, and the manager's word that it has it. */
export class Connection {
  /** Settles when the connection has ended. */
  readonly ended: Promise<void>;
  readonly #socket: Socket;
  readonly #sealer: Sealer;

  private constructor(socket: Socket, sealer: Sealer) {
    this.#socket = socket;
    this.#sealer = sealer;
    this.ended = once(socket, "close").then(() => undefined);
  }

  /**
   * Connects as an agent does: agent_handshake_to_server in src/client-agent/start_agent.c of wazuh/wazuh 4.14.
   * @param version such as `v4.14.6`
   * @throws Error where the manager is not there, or does not know this key
   */
  static async open(
    { host, port }: { readonly host: string; readonly port: number },
    key: AgentKey,
    version: string,
  ): Promise<Connection> {
    const socket = connect(port, host);
    socket.on("error", () => socket.destroy());
    const connection = new Connection(socket, new Sealer(key, "agent"));
    const acknowledged = acknowledgement(socket, key);
    connection.send(`#!-agent startup ${JSON.stringify({ version })}`);
    await acknowledged;
    return connection;
  }

  /**
   * @param message bytes: latin1
   * @returns false where the connection has ended, and nothing was sent
   */
  send(message: string): boolean {
    if (!this.#socket.writable) {
      return false;
    }
    this.#socket.write(frame(this.#sealer.seal(message)));
    return true;
  }

  /** Says that the agent goes, and closes. */
  async close(): Promise<void> {
    this.send("#!-agent shutdown ");
    this.#socket.end();
    await this.ended;
  }
}

/** Settles with the first acknowledgement; later ones are read and forgotten. */
async function acknowledgement(socket: Socket, key: AgentKey): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  const frames = new Frames();
  socket.setTimeout(patience, () => socket.destroy());
  socket.on("close", () => {
    reject(
      new Error("the manager closed the connection without a word: it is not there, or has no such key"),
    );
  });
  socket.on("data", (bytes) => {
    for (const sealed of frames.take(bytes)) {
      if (open(sealed, key).message === ack) {
        socket.setTimeout(0);
        resolve(undefined);
      }
    }
  });
  await promise;
}
