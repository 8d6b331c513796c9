import { createHash } from "node:crypto";
import { AdapterError } from "./adapters/http.ts";
import type { TicketAdapter } from "./adapters/adapter.ts";
import { links } from "./links.ts";
import type { ExternalTicket } from "./ticket.ts";
import type { TicketStore, Untold } from "./ticket-store.ts";

export interface ForwarderOptions {
  readonly lab: string;
  readonly graylog: string;
  /** Says what was done, and what failed. */
  readonly say: (line: string) => void;
  /** Seconds after a ticket was told of in which it is not told of again. @default 0 */
  readonly gracePeriod?: number;
  /** Milliseconds until the second attempt; it doubles with each. @default 2000 */
  readonly firstDelay?: number;
  /** Milliseconds that an attempt waits at most, unless the system asks for more. @default 900000 */
  readonly longestDelay?: number;
}

/** Tickets that one look for closed ones asks for at most. */
const lookedAt = 200;

/**
 * Tells a ticket system of every ticket, one request after the other, at least once and without doubling: what was begun
 * and whose end nobody saw is looked for first. What is left to do, and when, is in the store, so that it survives a
 * restart.
 */
export class Forwarder {
  readonly #store: TicketStore;
  readonly #adapter: TicketAdapter;
  readonly #options: Required<ForwarderOptions>;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(store: TicketStore, adapter: TicketAdapter, options: ForwarderOptions) {
    this.#store = store;
    this.#adapter = adapter;
    this.#options = { gracePeriod: 0, firstDelay: 2_000, longestDelay: 15 * 60_000, ...options };
  }

  /** Goes on with whatever is due; to be called when there is something new. */
  wake(): void {
    clearTimeout(this.#timer);
    if (!this.#stopped) {
      this.#running ??= this.#run().finally(() => {
        this.#running = undefined;
        this.#sleep();
      });
    }
  }

  /**
   * Asks the ticket system which of the tickets that it has been told of are closed by now, the newest first.
   *
   * @throws {AdapterError} when it does not answer
   */
  async lookForClosed(): Promise<void> {
    const sent = this.#store.all().filter(({ state }) => state === "sent" || state === "closed");
    for (const { id, external } of sent.slice(0, lookedAt)) {
      if (external) {
        this.#store.noteClosed(id, await this.#isClosed(external));
      }
    }
  }

  async #isClosed(external: ExternalTicket): Promise<boolean> {
    try {
      return await this.#adapter.isClosed(external);
    } catch (error) {
      if (error instanceof AdapterError && error.isMissing) {
        // Somebody deleted it, so nobody works on it any more.
        return true;
      }
      throw error;
    }
  }

  /** Ends with the request that is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #run(): Promise<void> {
    for (let ticket = this.#next(); ticket !== undefined; ticket = this.#next()) {
      try {
        await this.#tell(ticket);
      } catch (error) {
        this.#failed(ticket, error);
      }
    }
  }

  #next(): Untold | undefined {
    return this.#stopped ? undefined : this.#store.due(Date.now());
  }

  #sleep(): void {
    const next = this.#store.nextDue();
    if (!this.#stopped && next !== undefined) {
      // A timer's delay is a 32-bit number.
      this.#timer = setTimeout(() => this.wake(), Math.min(Math.max(next - Date.now(), 1), 2 ** 31 - 1));
    }
  }

  async #tell(ticket: Untold): Promise<void> {
    const { id, notification, told, telling } = ticket;
    const reference = referenceOf(this.#options.lab, notification.indicator, notification.agent);
    if (ticket.external) {
      await this.#repeat(ticket, ticket.external, reference);
      return;
    }
    const found = await this.#adapter.find(reference);
    if (!found) {
      await this.#open(ticket, reference);
    } else if (telling > told) {
      // It was opened by an attempt whose end nobody saw.
      this.#noteTold(id, found, telling);
    } else {
      await this.#repeat(ticket, found, reference);
    }
  }

  async #open({ id, notification, matches }: Untold, reference: string): Promise<void> {
    this.#store.noteTelling(id, matches.length);
    const opened = await this.#adapter.open({
      reference,
      notification,
      links: links(notification, this.#options.graylog),
      matches,
    });
    this.#noteTold(id, opened, matches.length);
    this.#options.say(`ticket ${id} is ${opened.id} of ${this.#adapter.place}`);
  }

  async #repeat(ticket: Untold, external: ExternalTicket, reference: string): Promise<void> {
    const { id, notification, matches, told, telling } = ticket;
    try {
      if (telling > told && (await this.#adapter.isMarked(external, markOf(reference, telling)))) {
        this.#noteTold(id, external, telling);
        return;
      }
      this.#store.noteTelling(id, matches.length);
      await this.#adapter.repeat(external, {
        reference,
        mark: markOf(reference, matches.length),
        notification,
        matches: matches.slice(told),
        count: matches.length,
      });
      this.#noteTold(id, external, matches.length);
    } catch (error) {
      if (error instanceof AdapterError && error.isMissing) {
        this.#store.noteGone(id);
      }
      throw error;
    }
  }

  #noteTold(id: number, external: ExternalTicket, matches: number): void {
    this.#store.noteTold(id, external, matches, Date.now() + this.#options.gracePeriod * 1_000);
  }

  #failed(ticket: Untold, error: unknown): void {
    const { firstDelay, longestDelay, say } = this.#options;
    const { concernsAll, isRefusal, retryAfter } =
      error instanceof AdapterError ? error : { concernsAll: false, isRefusal: false, retryAfter: 0 };
    const backoff = Math.min(firstDelay * 2 ** Math.min(ticket.attempts, 30), longestDelay);
    // Between a half and the whole of it, so that many desks do not come back at once.
    const delay = Math.max(retryAfter, backoff * (0.5 + Math.random() / 2));
    const next = Date.now() + Math.ceil(delay);
    const { message } = error as Error;
    this.#store.noteFailure(ticket.id, message, next, isRefusal);
    if (concernsAll) {
      this.#store.postponeAll(next);
    }
    say(
      `ticket ${ticket.id} is not told to ${this.#adapter.place}, and again in ${Math.ceil(delay / 1_000)} s: ${message}`,
    );
  }
}

/** What a ticket is found again by in a ticket system: the same for the same lab, indicator and agent, also in a new desk. */
export function referenceOf(lab: string, indicator: string, agent: string): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([lab, indicator, agent]))
    .digest("hex");
  return `lab-${digest.slice(0, 24)}`;
}

/** What a comment is found again by. */
const markOf = (reference: string, matches: number): string => `${reference}/${matches}`;
