import { holds } from "../graylog/titled.ts";
import { HttpError, type HttpClient } from "../http-client.ts";

/** One object as an export of the dashboard has it: a line of JSON. */
interface SavedObject {
  readonly type: string;
  readonly id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What the dashboard says of an import. */
interface Imported {
  readonly success: boolean;
  readonly errors?: readonly {
    readonly type: string;
    readonly id: string;
    readonly error: { readonly type: string };
  }[];
}

/**
 * Brings the dashboard's saved objects in, and back where somebody changed them; those that are as they should be are left
 * alone. Users' own objects have other ids.
 *
 * @param exported the objects, as an export has them: a line of JSON for each
 * @param send posts the file to `/api/saved_objects/_import`
 * @returns how many there are
 * @see https://docs.opensearch.org/2.19/dashboards/management/management-index/ for the objects; their API is that of
 *   OpenSearch-Dashboards `src/core/server/saved_objects/routes/import.ts` and `bulk_get.ts`
 */
export async function ensureSavedObjects(
  http: HttpClient,
  exported: string,
  send: (file: FormData) => Promise<Imported>,
): Promise<number> {
  const desired = exported
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as SavedObject);
  const { saved_objects: there } = await http.post<{ saved_objects: Partial<SavedObject>[] }>(
    "/api/saved_objects/_bulk_get",
    desired.map(({ type, id }) => ({ type, id })),
  );
  const isThere = ({ type, id, attributes }: SavedObject): boolean =>
    there.some(
      (one) => one.type === type && one.id === id && holds(opened(one.attributes), opened(attributes)),
    );
  if (!desired.every(isThere)) {
    const file = new FormData();
    file.set("file", new Blob([exported], { type: "application/ndjson" }), "saved-objects.ndjson");
    const { success, errors = [] } = await send(file);
    if (!success) {
      const reasons = errors.map(({ type, id, error }) => `${type} ${id}: ${error.type}`);
      throw new Error(`the dashboard did not take the saved objects: ${reasons.join("; ")}`);
    }
  }
  return desired.length;
}

/** Attributes in which text that is JSON is read: the dashboard may write it otherwise and mean the same. */
function opened(value: unknown): unknown {
  if (typeof value === "string" && /^[[{]/.test(value)) {
    try {
      return JSON.parse(value);
    } catch {
      return value;
    }
  }
  return value !== null && typeof value === "object" && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, opened(one)]))
    : value;
}

/** Posts a file as a form; `fetch` names its parts. */
export async function postForm<T>(
  url: string,
  headers: Readonly<Record<string, string>>,
  form: FormData,
): Promise<T> {
  const response = await fetch(url, {
    method: "POST",
    headers,
    body: form,
    redirect: "error",
    signal: AbortSignal.timeout(60_000),
  });
  const text = await response.text();
  if (!response.ok) {
    throw new HttpError(
      `POST ${new URL(url).pathname} answered ${response.status}: ${text.slice(0, 500)}`,
      response.status,
    );
  }
  return JSON.parse(text) as T;
}
