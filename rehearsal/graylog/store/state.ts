import { randomUUID } from "node:crypto";
import type { Document } from "./database.ts";
import { Collection, Database, newId } from "./database.ts";
import { defaultStream } from "../rules/functions/messages.ts";

/** Everything that is configured, and a count that grows with every change of it. */
export class State {
  readonly database: Database;
  readonly inputs: Collection;
  readonly indexSets: Collection;
  readonly streams: Collection;
  readonly rules: Collection;
  readonly pipelines: Collection;
  readonly connections: Collection;
  readonly notifications: Collection;
  readonly definitions: Collection;
  readonly searches: Collection;
  readonly views: Collection;
  readonly lookupTables: Collection;
  readonly lookupAdapters: Collection;
  readonly lookupCaches: Collection;
  readonly tokens: Collection;
  readonly users: Collection;
  readonly #single: Collection;
  #version = 0;

  constructor(folder: string) {
    this.database = new Database(folder);
    const collection = (kind: string): Collection =>
      new Collection(this.database, kind, () => (this.#version += 1));
    this.inputs = collection("input");
    this.indexSets = collection("index set");
    this.streams = collection("stream");
    this.rules = collection("rule");
    this.pipelines = collection("pipeline");
    this.connections = collection("connection");
    this.notifications = collection("notification");
    this.definitions = collection("event definition");
    this.searches = collection("search");
    this.views = collection("view");
    this.lookupTables = collection("lookup table");
    this.lookupAdapters = collection("lookup adapter");
    this.lookupCaches = collection("lookup cache");
    this.tokens = collection("token");
    this.users = collection("user");
    this.#single = collection("single");
  }

  /** Grows with every change of the configuration. */
  get version(): number {
    return this.#version;
  }

  /** An object of which there is one, or what it is at first. */
  single(id: string, first: () => Record<string, unknown>): Document {
    return this.#single.find(id) ?? this.#single.save({ ...first(), id });
  }

  setSingle(document: Document): void {
    this.#single.save(document);
  }

  /** The node's id and the cluster's, made at the first start. */
  get node(): { readonly nodeId: string; readonly clusterId: string } {
    const node = this.single("node", () => ({ nodeId: randomUUID(), clusterId: randomUUID() }));
    return { nodeId: String(node["nodeId"]), clusterId: String(node["clusterId"]) };
  }

  /** Makes what a fresh installation has: the default index set, those of events, and the three streams. */
  setUp(now: number): void {
    if (this.indexSets.all().length > 0) {
      return;
    }
    const at = new Date(now).toISOString();
    const set = (
      title: string,
      description: string,
      prefix: string,
      more: Record<string, unknown>,
    ): string => {
      const id = newId(now);
      this.indexSets.save({
        ...legacyDefaults,
        id,
        title,
        description,
        index_prefix: prefix,
        creation_date: at,
        index_template_type: null,
        can_be_default: false,
        default: false,
        ...more,
      });
      return id;
    };
    const messages = set("Default index set", "The default index set", "graylog", {
      can_be_default: true,
      default: true,
    });
    const events = set("Events", "Stores events created by event definitions.", "gl-events", {
      index_template_type: "events",
    });
    const system = set(
      "System Events",
      "Stores events created by and related to the system itself.",
      "gl-system-events",
      { index_template_type: "events" },
    );
    const stream = (id: string, title: string, description: string, more: Record<string, unknown>): void => {
      this.streams.save({
        id,
        creator_user_id: "admin",
        outputs: [],
        matching_type: "AND",
        description,
        created_at: at,
        disabled: false,
        rules: [],
        title,
        content_pack: null,
        remove_matches_from_default_stream: true,
        categories: [],
        favorite_fields: null,
        is_default: false,
        is_editable: false,
        ...more,
      });
    };
    stream(
      defaultStream,
      "Default Stream",
      "Contains messages that are not explicitly routed to other streams",
      {
        creator_user_id: "local:admin",
        remove_matches_from_default_stream: false,
        index_set_id: messages,
        is_default: true,
        is_editable: true,
      },
    );
    stream("000000000000000000000002", "All events", "Stream containing all events created", {
      index_set_id: events,
    });
    stream("000000000000000000000003", "All system events", "Stream containing all system events created", {
      index_set_id: system,
    });
    this.definitions.save(systemDefinition(now));
  }
}

const legacyDefaults = {
  shards: 1,
  replicas: 0,
  index_optimization_max_num_segments: 1,
  index_optimization_disabled: false,
  field_type_refresh_interval: 5000,
  rotation_strategy_class: "org.graylog2.indexer.rotation.strategies.TimeBasedSizeOptimizingStrategy",
  rotation_strategy: {
    type: "org.graylog2.indexer.rotation.strategies.TimeBasedSizeOptimizingStrategyConfig",
    index_lifetime_min: "P30D",
    index_lifetime_max: "P40D",
  },
  retention_strategy_class: "org.graylog2.indexer.retention.strategies.DeletionRetentionStrategy",
  retention_strategy: {
    type: "org.graylog2.indexer.retention.strategies.DeletionRetentionStrategyConfig",
    max_number_of_indices: 20,
  },
  data_tiering: { type: "hot_only", index_lifetime_min: "P30D", index_lifetime_max: "P40D" },
  index_analyzer: "standard",
  field_type_profile: null,
  use_legacy_rotation: false,
  field_restrictions: null,
  writable: true,
};

function systemDefinition(now: number): Document {
  const at = new Date(now).toISOString();
  return {
    _scope: "GRAYLOG_NONDELETEABLE_SCOPE",
    _entity_source: { source: "SYSTEM", entity_type: "event_definition", parent_id: null },
    id: newId(now),
    title: "System notification events",
    description: "Reserved event definition for system notification events",
    updated_at: at,
    matched_at: null,
    priority: 1,
    alert: false,
    config: { type: "system-notifications-v1" },
    field_spec: {},
    key_spec: [],
    notification_settings: { grace_period_ms: 0, backlog_size: 0 },
    notifications: [],
    storage: [{ type: "persist-to-streams-v1", streams: ["000000000000000000000003"] }],
    scheduler: null,
    state: "ENABLED",
  };
}
