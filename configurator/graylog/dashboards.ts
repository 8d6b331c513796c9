import { createHash } from "node:crypto";
import type { Dashboard } from "../desired.ts";
import type { HttpClient } from "../http-client.ts";
import { ensureAll, holds, type Ids } from "./titled.ts";
import { searchTypeOf, widgetOf, type ResolvedWidget } from "./widgets.ts";

interface StoredView {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly search_id: string;
}

/**
 * Dashboards, by `/views/search` and `/views`: a search with what each widget asks, and a view that shows it. Their ids
 * follow from the content, so that a dashboard that is as it should be is left alone.
 *
 * @see https://go2docs.graylog.org/current/interacting_with_your_log_data/dashboards.html
 */
export function ensureDashboards(
  http: HttpClient,
  desired: readonly Dashboard[],
  streams: Ids,
): Promise<Ids> {
  const save = async (
    dashboard: Dashboard,
    send: (entity: object) => Promise<StoredView>,
  ): Promise<string> => {
    const { search, view } = dashboardBodies(dashboard, streams);
    await http.post("/views/search", search);
    return (await send(view)).id;
  };
  return ensureAll<StoredView, Dashboard>(
    {
      list: () => storedDashboards(http, desired),
      title: ({ title }) => title,
      id: ({ id }) => id,
      create: (dashboard) => save(dashboard, (entity) => http.post("/views", { entity })),
      update: async (id, dashboard) => {
        // Its id is wanted in the body too.
        await save(dashboard, (entity) => http.put(`/views/${id}`, { entity: { ...entity, id } }));
      },
      isAsDesired: (actual, dashboard) => holds(actual, identityOf(dashboardBodies(dashboard, streams).view)),
    },
    desired,
  );
}

/**
 * What a dashboard is known to be unchanged by: the id of its search follows from its content, and whoever changes it in
 * the web interface gives it another search.
 */
const identityOf = ({ title, summary, search_id }: Pick<StoredView, "title" | "summary" | "search_id">) => ({
  title,
  summary,
  search_id,
});

/** The list of dashboards leaves out what is in them, so each of ours is asked for. */
async function storedDashboards(http: HttpClient, desired: readonly Dashboard[]): Promise<StoredView[]> {
  const titles = new Set(desired.map(({ title }) => title));
  const { elements } = await http.get<{ elements: StoredView[] }>("/dashboards?page=1&per_page=1000");
  return Promise.all(
    elements.filter(({ title }) => titles.has(title)).map(({ id }) => http.get<StoredView>(`/views/${id}`)),
  );
}

function dashboardBodies(dashboard: Dashboard, streams: Ids) {
  const { title, summary, range } = dashboard;
  const widgets = dashboard.widgets.map((widget, index): ResolvedWidget => ({
    ...widget,
    id: stableId(title, "widget", index),
    searchId: stableId(title, "search type", index),
    streamId: streams.get(widget.stream) ?? missing(title, widget.stream),
    range,
  }));
  const queryId = stableId(title, "query", 0);
  // What has changed is another search: a search that was stored is never changed.
  const searchId = createHash("sha256")
    .update(JSON.stringify([dashboard, widgets]))
    .digest("hex")
    .slice(0, 24);
  return {
    search: {
      id: searchId,
      queries: [
        {
          id: queryId,
          timerange: { type: "relative", range },
          query: { type: "elasticsearch", query_string: "" },
          filter: null,
          filters: [],
          search_types: widgets.map(searchTypeOf),
        },
      ],
      parameters: [],
      skip_no_streams_check: false,
    },
    view: {
      type: "DASHBOARD",
      title,
      summary,
      description: "",
      search_id: searchId,
      properties: [],
      requires: {},
      state: {
        [queryId]: {
          titles: {
            tab: { title },
            widget: Object.fromEntries(widgets.map((widget) => [widget.id, widget.title])),
          },
          widgets: widgets.map(widgetOf),
          widget_mapping: Object.fromEntries(widgets.map(({ id, searchId: search }) => [id, [search]])),
          positions: Object.fromEntries(
            widgets.map(({ id, at: [col, row, width, height] }) => [id, { col, row, width, height }]),
          ),
          formatting: { highlighting: [] },
          display_mode_settings: { positions: {} },
        },
      },
    },
  };
}

function missing(dashboard: string, stream: string): never {
  throw new Error(
    `the dashboard "${dashboard}" names the stream "${stream}", which the content does not define`,
  );
}

/** The same UUID for the same part of a dashboard, always. */
function stableId(...name: readonly (string | number)[]): string {
  const hex = createHash("sha256").update(JSON.stringify(name)).digest("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}
