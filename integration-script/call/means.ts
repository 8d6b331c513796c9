/** What a call works with; each part is made when it is first needed, for most calls need few of them. */
import { troubleOf } from "../errors.ts";
import type { LookupMeans, Origin } from "../lookup/lookup.ts";
import type { MispClient } from "../misp/client.ts";
import type { SearchResult } from "../misp/search.ts";
import type { Outbox } from "../queue/outbox.ts";
import type { Options } from "../settings/options.ts";
import { questionNumber, readKey, resolvePath, type Settings } from "../settings/settings.ts";
import { isDue } from "../store/outage.ts";
import { mirrorPath, storePath } from "../store/paths.ts";
import { addSightings, sightingsAreDue } from "../store/sightings.ts";
import type { Store } from "../store/store.ts";
import { exists } from "../system/libc.ts";
import type { DeliveryMeans } from "./delivery.ts";
import type { Examined } from "./examine.ts";

export class Means {
  /** Seconds since 1970. */
  readonly now = Math.floor(Date.now() / 1000);
  readonly settings: Settings;
  readonly #onStoreError: (error: unknown) => void;
  readonly #storeErrors: unknown[] = [];
  #store: Store | undefined;
  #client: MispClient | undefined;
  #opened = false;

  /** @param onStoreError is told why the store or the mirror cannot be used; the call goes on without it */
  constructor(settings: Settings, onStoreError: (error: unknown) => void) {
    this.settings = settings;
    this.#onStoreError = onStoreError;
  }

  get options(): Options {
    return this.settings.options;
  }

  /** Requests made to MISP. */
  get requests(): number {
    return this.#client?.requests ?? 0;
  }

  /** Folder of the store and the mirror. */
  get folder(): string {
    return resolvePath(this.settings.base, this.options.store);
  }

  /** MISP's address for the browser. */
  get link(): string {
    return (this.options.link_url || this.settings.url).replace(/\/+$/, "");
  }

  async openStore(): Promise<void> {
    if (this.#opened) {
      return;
    }
    this.#opened = true;
    try {
      const { openDatabase } = await import("../store/database.ts");
      const question = questionNumber(this.settings);
      const database = await openDatabase(this.folder);
      this.#store = { database, question, repeatSeconds: this.options.repeat_seconds };
    } catch (error) {
      this.#onStoreError(error);
    }
  }

  readonly #storeFailed = (error: unknown): void => {
    this.#storeErrors.push(error);
    this.#onStoreError(error);
  };

  /** Does something with the store; a store that fails stops nothing. */
  withStore<T>(work: (store: Store) => T): T | undefined {
    try {
      return this.#store === undefined ? undefined : work(this.#store);
    } catch (error) {
      this.#storeFailed(error);
      return undefined;
    }
  }

  async lookup(): Promise<LookupMeans> {
    const {
      hit_seconds: hitSeconds,
      miss_seconds: missSeconds,
      mirror_seconds: mirrorSeconds,
    } = this.options;
    return {
      mirror: mirrorSeconds > 0 ? await this.#openMirror() : undefined,
      store: this.#store,
      ask: (values) => this.#ask(values),
      now: this.now,
      hitSeconds,
      missSeconds,
      mirrorSeconds,
      onStoreError: this.#storeFailed,
      onMirrorError: this.#onStoreError,
    };
  }

  /** @param origin where the answers came from, just now */
  delivery(origin: Origin, outbox: Outbox): DeliveryMeans {
    return {
      outbox,
      store: this.#store,
      lookup: { origin, milliseconds: performance.now() },
      link: this.link,
      now: this.now,
      repeatSeconds: this.options.repeat_seconds,
      onStoreError: this.#storeFailed,
    };
  }

  async #openMirror() {
    if (!exists(mirrorPath(this.folder))) {
      return undefined;
    }
    const { Mirror } = await import("../store/mirror.ts");
    const mirror = Mirror.open(this.folder);
    return mirror?.state.question === questionNumber(this.settings) ? mirror : undefined;
  }

  async #ask(values: readonly string[]): Promise<SearchResult> {
    try {
      const { makeClient, search } = await import("../misp/ask.ts");
      this.#client ??= makeClient(this.settings, readKey(this.settings));
      return await search(this.#client, values, this.options);
    } catch (error) {
      return { answers: new Map(), trouble: troubleOf(error) };
    }
  }

  /** Notes what was seen, where the options want MISP to be told. */
  noteSightings(alerts: readonly Examined[]): void {
    const values = alerts.flatMap(({ matches }) => matches.map(({ value }) => value));
    if (this.options.sightings_key_file !== "" && values.length > 0) {
      this.withStore((store) => {
        addSightings(store, values, this.now);
      });
    }
  }

  /** Lets another process tell MISP of what was seen, when there is enough of it: no alert waits for that. */
  async sendSightings(): Promise<void> {
    if (this.options.sightings_key_file !== "") {
      const due = this.withStore(
        (store) => sightingsAreDue(store, this.now) && isDue(store, "sightings", this.now, 30),
      );
      if (due === true) {
        (await import("../system/background.ts")).runInBackground(["flush"]);
      }
    }
  }

  /** Takes a store away that turned out to be broken: the next call makes a new one. */
  async tidyUp(): Promise<void> {
    if (this.#storeErrors.length > 0) {
      const { isBroken } = await import("../store/database.ts");
      if (this.#storeErrors.some(isBroken)) {
        (await import("../store/create.ts")).discardStore(storePath(this.folder));
      }
    }
  }
}
