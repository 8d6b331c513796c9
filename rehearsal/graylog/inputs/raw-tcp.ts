import { createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { FrameReader } from "./frame-reader.ts";

/** The settings of a Raw TCP input that make a difference. */
export interface RawTcpSettings {
  readonly address: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** In bytes; a longer message is lost with its connection. */
  readonly maxMessageSize: number;
  /** Messages end with a NUL instead of a line's end. */
  readonly nullDelimiter: boolean;
}

/** One message as it came in. */
export interface RawMessage {
  readonly text: string;
  readonly bytes: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
}

/** A Raw TCP input that listens. */
export class RawTcpInput {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Starts to listen; rejects when the port cannot be had. */
  static async listen(
    settings: RawTcpSettings,
    take: (message: RawMessage) => void,
    warn: (message: string) => void,
  ): Promise<RawTcpInput> {
    const server = createServer();
    const input = new RawTcpInput(server);
    server.on("connection", (socket) => input.#serve(socket, settings, take, warn));
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    server.once("error", reject);
    server.listen(settings.port, settings.address, () => resolve(undefined));
    await promise;
    return input;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Stops to listen, and ends every connection. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#sockets.forEach((socket) => socket.destroy());
    await closed;
  }

  #serve(
    socket: Socket,
    settings: RawTcpSettings,
    take: (message: RawMessage) => void,
    warn: (message: string) => void,
  ): void {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    const remoteAddress = (socket.remoteAddress ?? "").replace(/^::ffff:/, "");
    const remotePort = socket.remotePort ?? 0;
    const reader = new FrameReader(settings.nullDelimiter ? 0 : 10, settings.maxMessageSize);
    socket.on("data", (data) => {
      for (const frame of reader.read(data)) {
        const text = frame.toString("utf8").replace(/\r$/, "");
        if (text !== "") {
          take({ text, bytes: frame.length, remoteAddress, remotePort });
        }
      }
      if (reader.overflowed) {
        warn(`Error in Input: frame length exceeds ${settings.maxMessageSize} - discarded`);
        socket.destroy();
      }
    });
  }
}
