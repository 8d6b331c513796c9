import type { GraylogContent, Titled } from "../desired.ts";
import { HttpError, type HttpClient } from "../http-client.ts";
import { ensureAll, holds, type Ids } from "./titled.ts";

interface Input {
  readonly id: string;
  readonly title: string;
  readonly type: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly static_fields: Readonly<Record<string, string>>;
}

type DesiredInput = GraylogContent["inputs"][number];

/** Inputs and their static fields, by `/system/inputs`. */
export function ensureInputs(http: HttpClient, desired: readonly DesiredInput[]): Promise<Ids> {
  const path = "/system/inputs";
  return ensureAll<Input, DesiredInput>(
    {
      list: async () => (await http.get<{ inputs: Input[] }>(path)).inputs,
      title: ({ title }) => title,
      id: ({ id }) => id,
      create: async ({ staticFields, ...input }) => {
        const { id } = await http.post<{ id: string }>(path, input);
        await setStaticFields(http, id, staticFields);
        return id;
      },
      update: async (id, { staticFields, ...input }, actual) => {
        if (!holds(actual.attributes, input["configuration"])) {
          await http.put(`${path}/${id}`, input);
        }
        await setStaticFields(http, id, staticFields);
      },
      isAsDesired: (actual, { staticFields, configuration }) =>
        holds(actual.attributes, configuration) && holds(actual.static_fields, staticFields),
    },
    desired,
  );
}

async function setStaticFields(
  http: HttpClient,
  id: string,
  fields: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [key, value] of Object.entries(fields)) {
    await http.post(`/system/inputs/${id}/staticfields`, { key, value });
  }
}

export interface InputState extends Pick<Titled, "title"> {
  /** `RUNNING` when it takes messages; `NOT STARTED`, `FAILED`, … otherwise. */
  readonly state: string;
  /** Graylog's reason, with a colon before it, or nothing. */
  readonly detail: string;
}

/** Whether each input runs, by `/system/inputstates`. */
export async function inputStates(http: HttpClient, inputs: Ids): Promise<InputState[]> {
  return Promise.all(
    [...inputs].map(async ([title, id]) => {
      const answer = await http
        .get<{ state: string; detailed_message?: string | null }>(`/system/inputstates/${id}`)
        .catch((error: unknown) => {
          // An input that was just made has no state before the node's next round.
          if (error instanceof HttpError && error.status === 404) {
            return { state: "NOT STARTED", detailed_message: null };
          }
          throw error;
        });
      return {
        title,
        state: answer.state,
        detail: answer.detailed_message ? `: ${answer.detailed_message}` : "",
      };
    }),
  );
}
