import { chmod, rm } from "node:fs/promises";
import { DgramSocket } from "node-unix-socket";
import { give, type Owner } from "./owner.ts";

/** The datagram socket that events arrive on: queue/sockets/queue. */
export interface QueueSocket {
  close(): Promise<void>;
}

/**
 * Opens the socket, mode 0660, for the account `wazuh`.
 * @param receive is handed each datagram, cut off at 65,535 bytes as analysisd does.
 */
export async function openQueueSocket(
  path: string,
  account: Owner | undefined,
  receive: (datagram: Buffer) => void,
): Promise<QueueSocket> {
  await rm(path, { force: true });
  const socket = new DgramSocket();
  socket.on("data", receive);
  socket.bind(path);
  await chmod(path, 0o660);
  await give(path, account, "wazuh");
  return {
    close: async () => {
      socket.close();
      await rm(path, { force: true });
    },
  };
}
