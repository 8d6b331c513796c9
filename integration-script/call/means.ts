/** What a call works with; each part is made when it is first needed, for most calls need few of them. */
import { troubleOf } from "../errors.ts";
import type { LookupMeans } from "../lookup/lookup.ts";
import { MispClient } from "../misp/client.ts";
import { search, type SearchResult } from "../misp/search.ts";
import type { Call } from "../settings/arguments.ts";
import type { Options } from "../settings/options.ts";
import { questionNumber, readCa, readKey, resolvePath, type Settings } from "../settings/settings.ts";
import type { Store } from "../store/store.ts";
import type { Recorder } from "./recorder.ts";

export class Means {
  /** Seconds since 1970. */
  readonly now = Math.floor(Date.now() / 1000);
  readonly #call: Call;
  readonly #settings: Settings;
  readonly #recorder: Recorder;
  #store: Store | undefined;
  #client: MispClient | undefined;
  #opened = false;
  readonly #storeErrors: unknown[] = [];

  constructor(call: Call, settings: Settings, recorder: Recorder) {
    this.#call = call;
    this.#settings = settings;
    this.#recorder = recorder;
  }

  get options(): Options {
    return this.#settings.options;
  }

  get link(): string {
    return (this.options.link_url || this.#settings.url).replace(/\/+$/, "");
  }

  /** Requests made to MISP. */
  get requests(): number {
    return this.#client?.requests ?? 0;
  }

  get store(): Store | undefined {
    return this.#store;
  }

  get folder(): string {
    return resolvePath(this.#settings.base, this.options.store);
  }

  readonly onStoreError = (error: unknown): void => {
    this.#recorder.storeFailed(error);
    this.#storeErrors.push(error);
  };

  /** Takes a store away that turned out to be broken: the next call makes a new one. */
  async tidyUp(): Promise<void> {
    if (this.#storeErrors.length > 0) {
      const { isBroken, storePath } = await import("../store/database.ts");
      if (this.#storeErrors.some(isBroken)) {
        (await import("../store/create.ts")).discardStore(storePath(this.folder));
      }
    }
  }

  async openStore(): Promise<void> {
    if (this.#opened) {
      return;
    }
    this.#opened = true;
    try {
      const { Store } = await import("../store/store.ts");
      const question = questionNumber(this.#settings);
      this.#store = await Store.open(this.folder, { question, repeatSeconds: this.options.repeat_seconds });
    } catch (error) {
      this.onStoreError(error);
    }
  }

  /** Does something with the store; a store that fails stops nothing. */
  withStore<T>(work: (store: Store) => T): T | undefined {
    try {
      return this.#store === undefined ? undefined : work(this.#store);
    } catch (error) {
      this.onStoreError(error);
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
      onStoreError: this.onStoreError,
      onMirrorError: (error) => {
        this.#recorder.storeFailed(error);
      },
    };
  }

  async #openMirror() {
    const { Mirror } = await import("../store/mirror.ts");
    const mirror = Mirror.open(this.folder);
    return mirror?.state.question === questionNumber(this.#settings) ? mirror : undefined;
  }

  async #ask(values: readonly string[]): Promise<SearchResult> {
    try {
      this.#client ??= this.#makeClient();
      return await search(this.#client, values, this.options);
    } catch (error) {
      return { answers: new Map(), trouble: troubleOf(error) };
    }
  }

  #makeClient(): MispClient {
    return new MispClient({
      url: this.#settings.url,
      key: readKey(this.#call, this.#settings),
      ca: readCa(this.#settings),
      proxy: this.options.proxy === "" ? undefined : this.options.proxy,
      deadline: this.#settings.deadline,
      retries: this.#settings.retries,
    });
  }

  /** Notes what was seen for MISP, where the options want it told; it is sent when no alert waits. */
  async reportSightings(values: readonly string[]): Promise<void> {
    if (this.options.sightings_key_file !== "" && values.length > 0) {
      this.withStore((store) => {
        store.sightings.add(values, this.now);
      });
    }
    return Promise.resolve();
  }
}
