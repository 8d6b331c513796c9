import type { Clock } from "../clock.ts";
import type { Indices } from "../index/indices.ts";
import { elasticTime } from "../messages/times.ts";
import { indexSetOf } from "../messages/processor.ts";
import type { Processor } from "../messages/processor.ts";
import type { Search } from "../query/search.ts";
import type { Document } from "../store/database.ts";
import { Collection } from "../store/database.ts";
import type { State } from "../store/state.ts";
import type { Definition } from "./definition.ts";
import { definitionOf } from "./definition.ts";
import { sendNotification } from "./notification.ts";
import type { Found, Window } from "./processor.ts";
import { eventsIn } from "./processor.ts";

/** When a definition runs next, and over which window; kept over restarts. Milliseconds since 1970. */
export interface Trigger extends Window {
  readonly next: number;
  readonly triggeredAt: number | null;
}

/** A window that combines many after a long pause is at most this long, in milliseconds. */
const catchUp = 3_600_000;

/** Runs the scheduled event definitions. */
export class Scheduler {
  readonly #state: State;
  readonly #search: Search;
  readonly #indices: Indices;
  readonly #processor: Processor;
  readonly #clock: Clock;
  readonly #retry: number;
  readonly #warn: (message: string) => void;
  readonly #triggers: Collection;
  /** When a definition last notified for a key. */
  readonly #notified = new Map<string, number>();
  readonly #stopping = new AbortController();
  #sending: Promise<void> = Promise.resolve();

  /** @param retry how soon a window is tried again that nothing was indexed for yet, in milliseconds */
  constructor(
    state: State,
    search: Search,
    indices: Indices,
    processor: Processor,
    clock: Clock,
    retry: number,
    warn: (message: string) => void,
  ) {
    this.#state = state;
    this.#search = search;
    this.#indices = indices;
    this.#processor = processor;
    this.#clock = clock;
    this.#retry = retry;
    this.#warn = warn;
    this.#triggers = new Collection(state.database, "trigger", () => undefined);
  }

  /** Begins to run a definition; its first window ends now. */
  schedule(id: string): void {
    const definition = this.#definition(id);
    if (definition !== undefined && this.#triggers.find(id) === undefined) {
      const now = this.#clock();
      const trigger: Trigger = {
        from: now - definition.config.search_within_ms,
        to: now,
        next: now,
        triggeredAt: null,
      };
      this.#triggers.save({ id, ...trigger });
    }
  }

  unschedule(id: string): void {
    this.#triggers.remove(id);
  }

  trigger(id: string): Trigger | undefined {
    return this.#triggers.find(id) as (Trigger & { id: string }) | undefined;
  }

  /** Runs whatever is due, as often as it is due. */
  runDue(): void {
    for (const document of this.#triggers.all()) {
      const definition = this.#definition(document.id);
      for (let trigger = this.trigger(document.id); trigger !== undefined && trigger.next <= this.#clock();) {
        const next = definition === undefined ? undefined : this.#run(definition, trigger);
        if (next === undefined) {
          this.unschedule(document.id);
          break;
        }
        this.#triggers.save({ id: document.id, ...next });
        trigger = next;
      }
    }
  }

  /** Gives up what is being sent. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#sending;
  }

  #definition(id: string): Definition | undefined {
    const document = this.#state.definitions.find(id);
    return document === undefined ? undefined : definitionOf(document);
  }

  /** One run over one window; gives when and over what the next is. */
  #run(definition: Definition, trigger: Trigger): Trigger {
    const now = this.#clock();
    const { search_within_ms: within, execute_every_ms: every } = definition.config;
    if (now < trigger.to) {
      return { ...trigger, next: trigger.to };
    }
    // Nothing is looked at that may still be on its way. And as long as nothing came in since the window's start, it
    // waits: an idle server runs no windows.
    const { indexedUpTo, waiting } = this.#processor;
    if (indexedUpTo < trigger.from || (indexedUpTo < trigger.to && waiting > 0)) {
      return { ...trigger, next: now + this.#retry };
    }
    try {
      this.#handle(definition, eventsIn(definition, trigger, this.#search, this.#state, now));
    } catch (error) {
      this.#warn(`Event processor <${definition.id}> failed to execute: ${(error as Error).message}`);
      return { ...trigger, next: now + this.#retry };
    }
    const behind = trigger.to + catchUp < now && catchUp > within && every <= within;
    const to = behind ? trigger.to + Math.floor(catchUp / within) * within : trigger.to + every;
    return { from: behind ? trigger.to : to - within, to, next: Math.max(to, now), triggeredAt: now };
  }

  #handle(definition: Definition, found: readonly Found[]): void {
    if (found.length === 0) {
      return;
    }
    this.#store(found);
    const document = this.#state.definitions.find(definition.id);
    if (document !== undefined) {
      this.#state.definitions.save({ ...document, matched_at: new Date(this.#clock()).toISOString() });
    }
    for (const one of found) {
      if (!this.#inGracePeriod(definition, one)) {
        definition.notifications.forEach((id) => this.#notify(definition, id, one));
      }
    }
  }

  /** Events are messages of the stream "All events", in an index of their own. */
  #store(found: readonly Found[]): void {
    const stream = this.#state.streams.find("000000000000000000000002");
    const set = this.#state.indexSets.find((stream?.["index_set_id"] ?? "") as string);
    if (set === undefined) {
      return;
    }
    const now = this.#clock();
    this.#state.database.together(() => {
      for (const { event } of found) {
        const document = {
          ...event,
          timestamp: elasticTime(new Date(event.timestamp)),
          event: JSON.stringify(event),
        };
        this.#indices.write(indexSetOf(set), event.id, document, Date.parse(event.timestamp), now);
      }
    });
  }

  #inGracePeriod({ id, gracePeriod }: Definition, { event }: Found): boolean {
    const key = `${id} ${event.key ?? ""}`;
    const last = this.#notified.get(key);
    const now = this.#clock();
    if (gracePeriod > 0 && last !== undefined && now - last < gracePeriod) {
      return true;
    }
    this.#notified.set(key, now);
    return false;
  }

  #notify(definition: Definition, id: string, found: Found): void {
    const notification: Document | undefined = this.#state.notifications.find(id);
    if (notification === undefined) {
      return;
    }
    this.#sending = this.#sending
      .then(() => sendNotification(this.#state, notification, definition, found, this.#stopping.signal))
      .catch((error: unknown) =>
        this.#warn(`Notification <${String(notification["title"])}> failed: ${(error as Error).message}`),
      );
  }
}
