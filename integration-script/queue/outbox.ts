/** Delivery: an event is sent, or kept for the next call. */
import { exists } from "../system/libc.ts";
import { type Delivery, QueueSocket } from "./socket.ts";

/** How long one event may wait for room in the queue, milliseconds. */
const patience = 500;

/** How long sending what was kept may take a call, milliseconds. */
const drainTime = 300;

export type Outcome = "returned" | "spooled" | "lost";

export class Outbox {
  readonly #socket: QueueSocket;
  readonly #spool: string;
  #kept = 0;
  /** Whether the queue did not take the last event: the next ones are kept at once, and in order. */
  #closed: Delivery | undefined;

  /** @param spool folder for what the queue does not take */
  constructor(socketPath: string, spool: string) {
    this.#socket = new QueueSocket(socketPath, patience);
    this.#spool = spool;
  }

  /** Why the queue did not take an event, where it did not. */
  get problem(): Exclude<Delivery, "sent"> | undefined {
    return this.#closed === "sent" ? undefined : this.#closed;
  }

  /** Sends what earlier calls had to keep. */
  async drain(): Promise<number> {
    if (!exists(this.#spool)) {
      return 0;
    }
    try {
      const { drain } = await import("./spool.ts");
      return drain(this.#spool, (line) => this.#send(line), performance.now() + drainTime);
    } catch {
      // What waits goes on waiting; it must not keep this call from its alert.
      return 0;
    }
  }

  async deliver(line: Uint8Array): Promise<Outcome> {
    if (this.#closed === undefined && this.#send(line)) {
      return "returned";
    }
    try {
      const { spool } = await import("./spool.ts");
      spool(this.#spool, line, this.#kept);
      this.#kept += 1;
      return "spooled";
    } catch {
      return "lost";
    }
  }

  #send(line: Uint8Array): boolean {
    const delivery = this.#socket.send(line);
    if (delivery !== "sent") {
      this.#closed = delivery;
    }
    return delivery === "sent";
  }
}
