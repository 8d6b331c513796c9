import { extract } from "../extractors/extract.ts";
import type { Clock } from "../clock.ts";
import { documentOf } from "../index/document.ts";
import type { Indices, IndexSet } from "../index/indices.ts";
import type { Mapping } from "../index/mapping.ts";
import { compileRule } from "../rules/compile.ts";
import type { RuleWorld } from "../rules/function.ts";
import { defaultStream } from "../rules/functions/messages.ts";
import type { Pipeline, PipelineState } from "../rules/interpreter.ts";
import { runPipelines } from "../rules/interpreter.ts";
import { compilePipeline } from "../rules/compile.ts";
import type { Document } from "../store/database.ts";
import type { State } from "../store/state.ts";
import { lookUp } from "./lookup.ts";
import type { Message } from "./message.ts";
import { streamTakes } from "./stream-rules.ts";
import { textOf } from "./value.ts";

/** The configuration, ready for use. */
interface Prepared {
  readonly version: number;
  readonly inputs: ReadonlyMap<string, Document>;
  readonly streams: readonly Document[];
  /** Index sets by the id of a stream that uses them. */
  readonly indexSets: ReadonlyMap<string, IndexSet>;
  readonly pipelines: PipelineState;
}

/** How many messages are gathered; a flood of them is indexed sooner, so that it does not fill the memory. */
const mostWaiting = 500;

/**
 * Processes messages in Graylog's order: extractors and static fields of their input, stream rules, pipelines. Then
 * they wait for the next flush, which indexes them.
 */
export class Processor {
  readonly #state: State;
  readonly #indices: Indices;
  readonly #clock: Clock;
  readonly #warn: (message: string) => void;
  #waiting: Message[] = [];
  #prepared: Prepared | undefined;
  /** When the latest message that is indexed was received, in milliseconds since 1970; 0 before the first. */
  #indexedUpTo = 0;

  constructor(state: State, indices: Indices, clock: Clock, warn: (message: string) => void) {
    this.#state = state;
    this.#indices = indices;
    this.#clock = clock;
    this.#warn = warn;
  }

  get indexedUpTo(): number {
    return this.#indexedUpTo;
  }

  /** Messages that were taken and are not indexed yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  take(message: Message): void {
    const prepared = this.#prepare();
    const input = prepared.inputs.get(textOf(message.fields.get("gl2_source_input") ?? null));
    for (const extractor of (input?.["extractors"] ?? []) as Document[]) {
      extract(extractor, message);
    }
    for (const [key, value] of Object.entries((input?.["static_fields"] ?? {}) as Record<string, string>)) {
      if (!message.fields.has(key)) {
        message.add(key, value);
      }
    }
    this.#route(message, prepared.streams);
    runPipelines(message, prepared.pipelines, this.#world(prepared));
    this.#waiting.push(message);
    if (this.#waiting.length >= mostWaiting) {
      this.flush();
    }
  }

  /** Indexes everything that waits. */
  flush(): void {
    const messages = this.#waiting;
    if (messages.length === 0) {
      return;
    }
    this.#waiting = [];
    const now = this.#clock();
    const { indexSets } = this.#prepare();
    this.#state.database.together(() => {
      for (const message of messages.filter(({ dropped }) => !dropped)) {
        const document = documentOf(message, now);
        const sets = new Map([...message.streams].flatMap((id) => withId(indexSets.get(id))));
        for (const set of sets.values()) {
          this.#indices.write(set, message.id, document, message.timestamp.getTime(), now);
        }
      }
      this.#indices.trim();
    });
    this.#indexedUpTo = Math.max(this.#indexedUpTo, ...messages.map(({ receivedAt }) => receivedAt));
  }

  #route(message: Message, streams: readonly Document[]): void {
    const matching = streams.filter((stream) => streamTakes(stream, message));
    matching.forEach(({ id }) => message.streams.add(id));
    if (!matching.some((stream) => stream["remove_matches_from_default_stream"] === true)) {
      message.streams.add(defaultStream);
    }
  }

  #world(prepared: Prepared): RuleWorld {
    return {
      streams: (by) =>
        prepared.streams
          .filter((stream) => ("id" in by ? stream.id === by.id : stream["title"] === by.name))
          .filter((stream) => stream["disabled"] !== true)
          .map(({ id }) => id),
      lookUp: (table, key) => lookUp(this.#state, table, key),
      now: this.#clock,
      warn: this.#warn,
    };
  }

  #prepare(): Prepared {
    if (this.#prepared?.version !== this.#state.version) {
      const streams = this.#state.streams.all();
      const sets = this.#state.indexSets.all();
      const rules = this.#state.rules.all().map((rule) => compileRule(String(rule["source"])));
      const pipelines = new Map(
        this.#state.pipelines
          .all()
          .map(({ id, ...rest }): [string, Pipeline] => [
            id,
            { id, syntax: compilePipeline(String(rest["source"])) },
          ]),
      );
      const connected = this.#state.connections
        .all()
        .map((connection): [string, Pipeline[]] => [
          String(connection["stream_id"]),
          (connection["pipeline_ids"] as string[]).flatMap((id) => pipelines.get(id) ?? []),
        ]);
      this.#prepared = {
        version: this.#state.version,
        inputs: new Map(this.#state.inputs.all().map((input) => [input.id, input])),
        streams,
        indexSets: new Map(
          streams.flatMap((stream) => {
            const set = sets.find(({ id }) => id === stream["index_set_id"]);
            return set === undefined ? [] : [[stream.id, indexSetOf(set)] as const];
          }),
        ),
        pipelines: { rules: new Map(rules.map((rule) => [rule.name, rule])), connected: new Map(connected) },
      };
    }
    return this.#prepared;
  }
}

function withId(set: IndexSet | undefined): (readonly [string, IndexSet])[] {
  return set === undefined ? [] : [[set.id, set]];
}

/** An index set as indexing needs it. */
export function indexSetOf(document: Document): IndexSet {
  return {
    id: document.id,
    prefix: String(document["index_prefix"]),
    customMappings: (document["custom_mappings"] ?? {}) as Mapping,
  };
}
