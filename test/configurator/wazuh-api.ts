import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { ListedAgent, LogtestAnswer, LogtestRequest } from "../../configurator/wazuh/api.ts";

/** An agent that this double lists. */
export type Agent = { -readonly [K in keyof ListedAgent]: ListedAgent[K] };

/**
 * Answers as Wazuh's API 4.14 does for the agents: basic authentication for a token, a token for everything else, 200 with
 * an error number for what could not be done. https://github.com/wazuh/wazuh, api/api/spec/spec.yaml
 */
export class WazuhApiDouble {
  readonly username = "wazuh-wui";
  readonly password = "Secret.1";
  readonly agents: Agent[] = [];
  /** Each request, as `METHOD /path?query`. */
  readonly requests: string[] = [];
  /** Ids of agents that enrol again as soon as they are removed. */
  readonly persistent = new Set<string>();
  /** What it answers to an event that it is to test. */
  logtest: (request: LogtestRequest) => Omit<LogtestAnswer, "token"> = () => {
    throw new Error("no event was foreseen");
  };
  /** Sessions of such tests that are open. */
  readonly sessions = new Set<string>();
  url = "";
  #token = 0;
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  async start(): Promise<this> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** What the API does after fifteen minutes, or when it is started anew. */
  forgetTokens(): void {
    this.#token++;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests.push(`${request.method} ${request.url}`);
    const [status, body] = this.#reply(request, await text(request));
    response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
  }

  #reply(
    { method, url: target = "", headers }: IncomingMessage,
    content: string,
  ): [status: number, body: object] {
    const { pathname, searchParams } = new URL(target, this.url);
    if (pathname === "/security/user/authenticate") {
      const expected = `Basic ${Buffer.from(`${this.username}:${this.password}`).toString("base64")}`;
      return headers.authorization === expected
        ? [200, { data: { token: `token-${this.#token}` }, error: 0 }]
        : [401, { title: "Unauthorized", detail: "Invalid credentials" }];
    }
    if (headers.authorization !== `Bearer token-${this.#token}`) {
      return [401, { title: "Unauthorized", detail: "Invalid token" }];
    }
    const group = /^\/agents\/(\d+)\/group\/([\w.-]+)$/.exec(pathname);
    if (method === "PUT" && group) {
      const agent = this.agents.find(({ id }) => id === group[1])!;
      agent.group = [...(agent.group ?? []), group[2]!];
      return [200, { message: "All selected agents were assigned", error: 0, ...items([agent.id]) }];
    }
    if (method === "GET" && pathname === "/agents") {
      return [
        200,
        {
          message: "All selected agents information was returned",
          error: 0,
          ...items(this.#listed(searchParams)),
        },
      ];
    }
    if (method === "DELETE" && pathname === "/agents") {
      return [200, this.#remove(searchParams)];
    }
    if (method === "PUT" && pathname === "/logtest") {
      return this.#test(JSON.parse(content) as LogtestRequest);
    }
    const session = /^\/logtest\/sessions\/(\w+)$/.exec(pathname)?.[1] ?? "";
    if (method === "DELETE" && this.sessions.delete(session)) {
      return [
        200,
        { error: 0, data: { messages: [`INFO: (7206): The session '${session}' was closed`], codemsg: 0 } },
      ];
    }
    return [404, { title: "Not Found", detail: `${pathname} was not foreseen` }];
  }

  #test(request: LogtestRequest): [status: number, body: object] {
    if (request.token !== undefined && !this.sessions.has(request.token)) {
      return [400, { title: "Bad Request", detail: `${request.token} is not a valid token`, error: 7002 }];
    }
    if (request.event === "") {
      return [400, { title: "Bad Request", detail: "'event' is a required field", error: 7004 }];
    }
    const token = request.token ?? (this.sessions.size + 0x8cd2d6d1).toString(16);
    const answer = this.logtest(request);
    const opened = this.sessions.has(token)
      ? []
      : [`INFO: (7202): Session initialized with token '${token}'`];
    this.sessions.add(token);
    return [200, { error: 0, data: { ...answer, token, messages: [...opened, ...answer.messages] } }];
  }

  #listed(query: URLSearchParams): Agent[] {
    const [name, group] = [query.get("name"), query.get("group")];
    return this.agents
      .filter((agent) => name === null || agent.name === name)
      .filter((agent) => group === null || agent.group?.includes(group));
  }

  #remove(query: URLSearchParams): object {
    // Without these the API refuses the request, or leaves agents that were seen in the last seven days.
    if (query.get("status") !== "all" || query.get("older_than") !== "0s") {
      return {
        message: "No agents were deleted",
        error: 1,
        ...items([], [{ error: { code: 1731, message: "some of the requirements are not met" } }]),
      };
    }
    const ids = (query.get("agents_list") ?? "").split(",");
    for (const id of ids.filter((removed) => !this.persistent.has(removed))) {
      this.agents.splice(
        this.agents.findIndex((agent) => agent.id === id),
        1,
      );
    }
    return { message: "All selected agents were deleted", error: 0, ...items(ids) };
  }
}

function items(affected: readonly unknown[], failed: readonly unknown[] = []): object {
  return {
    data: {
      affected_items: affected,
      total_affected_items: affected.length,
      total_failed_items: failed.length,
      failed_items: failed,
    },
  };
}
