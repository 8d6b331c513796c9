import { closeFile, connectDatagram, errno, sendDatagram, SystemError, waitForRoom } from "../system/libc.ts";

/** What became of a datagram: it was taken, the queue stayed full, no one listens, or no datagram may be so long. */
export type Delivery = "sent" | "full" | "absent" | "refused" | "too-long";

const outcomes = new Map<number, Delivery>([
  [0, "sent"],
  [errno.EAGAIN, "full"],
  [errno.ENOBUFS, "full"],
  [errno.ENOENT, "absent"],
  [errno.ECONNREFUSED, "absent"],
  [errno.EACCES, "refused"],
  [errno.EMSGSIZE, "too-long"],
]);

const outcomeOf = (number: number): Delivery => outcomes.get(number) ?? "absent";

/**
 * Wazuh's queue socket. It holds ten datagrams by default (net.unix.max_dgram_qlen), and a sender that blocks hangs for
 * as long as analysisd is busy: so it waits for room, but only for a while.
 */
export class QueueSocket {
  readonly #path: string;
  readonly #patience: number;
  #socket: number | undefined;

  /** @param patience milliseconds that one datagram may wait for room */
  constructor(path: string, patience: number) {
    this.#path = path;
    this.#patience = patience;
  }

  send(line: Uint8Array): Delivery {
    const first = this.#attempt(line);
    // analysisd was restarted since the last datagram: its socket is a new one.
    return first === "absent" && this.#socket !== undefined ? (this.close(), this.#attempt(line)) : first;
  }

  close(): void {
    if (this.#socket !== undefined) {
      closeFile(this.#socket);
      this.#socket = undefined;
    }
  }

  #attempt(line: Uint8Array): Delivery {
    try {
      this.#socket ??= connectDatagram(this.#path);
    } catch (error) {
      if (error instanceof SystemError) {
        return outcomeOf(error.number);
      }
      throw error;
    }
    const end = performance.now() + this.#patience;
    for (;;) {
      const outcome = outcomeOf(sendDatagram(this.#socket, line));
      const left = end - performance.now();
      if (outcome !== "full" || left <= 0) {
        return outcome;
      }
      waitForRoom(this.#socket, left);
    }
  }
}
