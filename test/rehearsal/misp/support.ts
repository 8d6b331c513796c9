import type { ExecutionContext } from "ava";
import type { MispServer } from "../../../rehearsal/misp/server.ts";
import { startServer } from "../../../rehearsal/misp/server.ts";
import type { Settings } from "../../../rehearsal/misp/settings.ts";
import { temporaryFolder } from "../support/folder.ts";

/** The administrator's key in the tests. */
export const adminKey = "A".repeat(20) + "b1".repeat(10);

/** An answer, with its body read. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; fails when it is none. */
  readonly json: () => unknown;
}

/** A server under test. */
export interface Misp extends MispServer {
  /** Asks with the administrator's key, or another one, for JSON. */
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answered>;
  /** The values of the attributes that restSearch finds. */
  find(body: unknown): Promise<string[]>;
}

/** Starts a server, on free ports and with a new folder, until the test is over. */
export async function misp(
  t: Pick<ExecutionContext, "teardown">,
  settings: Partial<Settings> = {},
  clock: () => number = Date.now,
): Promise<Misp> {
  const folder = temporaryFolder(t);
  const server = await startServer(
    {
      baseUrl: "https://misp.lab",
      adminEmail: "admin@admin.test",
      adminOrganisation: "ORGNAME",
      adminKey,
      httpPort: 0,
      httpsPort: 0,
      redirectToHttps: true,
      certificates: folder,
      files: folder,
      startSeconds: 0,
      delay: 0,
      ...settings,
    },
    clock,
    () => undefined,
  );
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= server.stop());
  t.teardown(stop);
  const ask: Misp["ask"] = async (method, path, body, headers = {}) => {
    const response = await fetch(`http://127.0.0.1:${server.httpPort}${path}`, {
      method,
      redirect: "manual",
      headers: {
        Accept: "application/json",
        Authorization: adminKey,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: () => JSON.parse(text) as unknown,
    };
  };
  const find: Misp["find"] = async (body) => {
    const answer = await ask("POST", "/attributes/restSearch", body);
    const { response } = answer.json() as { response: { Attribute: { value: string }[] } };
    return response.Attribute.map(({ value }) => value);
  };
  return { ...server, stop, ask, find };
}
