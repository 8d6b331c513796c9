import type { Document } from "../store/database.ts";

/** One field of an event, and where its value comes from. */
export interface FieldSpec {
  readonly providers: readonly {
    readonly type: string;
    readonly template?: string;
    readonly require_values?: boolean;
    readonly table_name?: string;
    readonly key_field?: string;
  }[];
}

/** One series of an aggregation. */
export interface Series {
  readonly type: string;
  readonly id: string;
  readonly field?: string | null;
}

/** A condition on series. */
export type Condition =
  | { readonly expr: "number"; readonly value: number }
  | { readonly expr: "number-ref"; readonly ref: string }
  | { readonly expr: "true" | "false" }
  | { readonly expr: "not"; readonly left: Condition }
  | { readonly expr: "group"; readonly child: Condition; readonly operator?: string }
  | { readonly expr: string; readonly left: Condition; readonly right: Condition };

/** The configuration of an event definition of type `aggregation-v1`. Times in milliseconds. */
export interface AggregationConfig {
  readonly type: string;
  readonly query: string;
  readonly streams: readonly string[];
  readonly group_by: readonly string[];
  readonly series: readonly Series[];
  readonly conditions: { readonly expression?: Condition | null } | null;
  readonly search_within_ms: number;
  readonly execute_every_ms: number;
  readonly event_limit: number;
}

/** An event definition as the scheduler needs it. */
export interface Definition {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly priority: number;
  readonly alert: boolean;
  readonly config: AggregationConfig;
  readonly fieldSpec: Readonly<Record<string, FieldSpec>>;
  readonly keySpec: readonly string[];
  readonly gracePeriod: number;
  readonly backlogSize: number;
  readonly notifications: readonly string[];
}

/** Reads a definition as it is kept; undefined for one of another type. */
export function definitionOf(document: Document): Definition | undefined {
  const config = document["config"] as AggregationConfig;
  if (config.type !== "aggregation-v1") {
    return undefined;
  }
  const settings = (document["notification_settings"] ?? {}) as Record<string, number>;
  return {
    id: document.id,
    title: document["title"] as string,
    description: (document["description"] as string | undefined) ?? "",
    priority: document["priority"] as number,
    alert: document["alert"] === true,
    config,
    fieldSpec: (document["field_spec"] ?? {}) as Record<string, FieldSpec>,
    keySpec: (document["key_spec"] ?? []) as string[],
    gracePeriod: settings["grace_period_ms"] ?? 0,
    backlogSize: settings["backlog_size"] ?? 0,
    notifications: ((document["notifications"] ?? []) as { notification_id: string }[]).map(
      ({ notification_id }) => notification_id,
    ),
  };
}
