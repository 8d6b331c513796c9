import type { Widget } from "../desired.ts";

/** A widget with what it is called in Graylog. */
export interface ResolvedWidget extends Widget {
  readonly id: string;
  /** Of what it asks. */
  readonly searchId: string;
  readonly streamId: string;
  /** Seconds up to now that it shows. */
  readonly range: number;
}

/** Values that a row or a column has at most. */
const limit = 15;

const queryOf = ({ query = "" }: Widget) => ({ type: "elasticsearch", query_string: query });

/** What a widget asks: a search type of Graylog's `pivot` or `messages`. */
export function searchTypeOf(widget: ResolvedWidget): object {
  const asked = {
    id: widget.searchId,
    name: null,
    timerange: { type: "relative", range: widget.range },
    query: queryOf(widget),
    streams: [widget.streamId],
    stream_categories: [],
    filter: null,
    filters: [],
  };
  if (widget.chart === "messages") {
    return {
      ...asked,
      type: "messages",
      limit: 150,
      offset: 0,
      sort: [{ field: "timestamp", order: "DESC" }],
      fields: [],
      decorators: [],
    };
  }
  return {
    ...asked,
    type: "pivot",
    row_groups: [
      ...(widget.time
        ? [{ type: "time", fields: ["timestamp"], interval: { type: "auto", scaling: 1 } }]
        : []),
      ...(widget.rows ? [{ type: "values", fields: widget.rows, limit, skip_empty_values: false }] : []),
    ],
    column_groups: columnsOf(widget).map((fields) => ({
      type: "values",
      fields,
      limit,
      skip_empty_values: false,
    })),
    series: (widget.series ?? []).map(seriesOf),
    sort: widget.rows
      ? [{ type: "series", field: widget.series?.[0] ?? "count()", direction: "Descending" }]
      : [],
    rollup: true,
  };
}

/** The widget itself, as the web interface draws it: an aggregation, or a list of messages. */
export function widgetOf(widget: ResolvedWidget): object {
  const shown = {
    id: widget.id,
    filter: null,
    filters: [],
    timerange: { type: "relative", range: widget.range },
    query: queryOf(widget),
    streams: [widget.streamId],
    stream_categories: [],
  };
  if (widget.chart === "messages") {
    return {
      ...shown,
      type: "messages",
      config: {
        fields: widget.fields ?? [],
        show_message_row: false,
        show_summary: false,
        decorators: [],
        sort: [{ type: "pivot", field: "timestamp", direction: "Descending" }],
      },
    };
  }
  return {
    ...shown,
    type: "aggregation",
    config: {
      row_pivots: [
        ...(widget.time
          ? [{ fields: ["timestamp"], type: "time", config: { interval: { type: "auto", scaling: 1 } } }]
          : []),
        ...(widget.rows ? [{ fields: widget.rows, type: "values", config: { limit } }] : []),
      ],
      column_pivots: columnsOf(widget).map((fields) => ({ fields, type: "values", config: { limit } })),
      series: (widget.series ?? []).map((name) => ({ config: { name: null }, function: name })),
      sort: widget.rows
        ? [{ type: "series", field: widget.series?.[0] ?? "count()", direction: "Descending" }]
        : [],
      visualization: widget.chart,
      visualization_config: null,
      formatting_settings: null,
      rollup: true,
      event_annotation: false,
    },
  };
}

const columnsOf = ({ columns }: Widget) => (columns ? [columns] : []);

/** `max(field)` as a series of a pivot. */
function seriesOf(name: string): object {
  const [, type, field] = /^(\w+)\((\w*)\)$/.exec(name) ?? [];
  if (type === undefined) {
    throw new Error(`a dashboard names the series "${name}", which is none, such as count() or max(field)`);
  }
  return { type, id: name, field: field === "" ? null : field };
}
