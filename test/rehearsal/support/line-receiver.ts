import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";

/** A TCP server that keeps what it is sent. */
export interface LineReceiver {
  readonly port: number;
  /** Everything that arrived. */
  bytes(): Buffer;
  /** The whole lines that arrived. */
  lines(): string[];
  readonly close: () => Promise<void>;
}

/** @param port 0 takes a free one */
export async function receiveLines(port = 0): Promise<LineReceiver> {
  const pieces: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("data", (piece) => pieces.push(piece));
    socket.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    bytes: () => Buffer.concat(pieces),
    lines: () => Buffer.concat(pieces).toString("utf8").split("\n").slice(0, -1),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      sockets.forEach((socket) => socket.destroy());
      await closed;
    },
  };
}
