import { HttpError, httpClient, type HttpClient } from "../http-client.ts";
import type { DesiredAgents } from "../desired.ts";

/** An agent as `GET /agents` lists it: the part that the lab reads. */
export interface ListedAgent {
  /** `001` and on; `000` is the manager itself. */
  readonly id: string;
  readonly name: string;
  readonly status: "active" | "pending" | "never_connected" | "disconnected";
  /** Absent while it has none. */
  readonly group?: readonly string[];
  readonly version?: string;
  /** When it was heard last, ISO 8601; absent for one that never was. */
  readonly lastKeepAlive?: string;
}

/** What `PUT /logtest` is asked: api/api/spec/spec.yaml, LogtestRequest. */
export interface LogtestRequest {
  readonly event: string;
  /** `syslog`, `json`, and others that the manager makes no difference of: it reads the event as a line of a log. */
  readonly log_format: string;
  readonly location: string;
  /** The session that remembers the events before this one, for rules that count. */
  readonly token?: string;
}

/** What the manager says of an event; without a session and an output where it could open none. */
export interface LogtestAnswer {
  readonly token?: string;
  /** What it had to say: of the session, and of content that it does not like. */
  readonly messages: readonly string[];
  /** What it would write to alerts.json or archives.json. */
  readonly output?: {
    readonly rule?: { readonly id: string; readonly level?: number; readonly description?: string };
    readonly decoder?: { readonly name?: string };
    readonly [key: string]: unknown;
  };
  /** Whether that is an alert. */
  readonly alert?: boolean;
  /** 0, 1 with a warning in `messages`, and below 0 where the event could not be tested. */
  readonly codemsg: number;
}

/** The answer of most resources; `error` is 0, 1 when all failed, 2 when some did, and the HTTP status is 200 all the same. */
interface Answer<T> {
  readonly data: {
    readonly affected_items: readonly T[];
    readonly failed_items: readonly { readonly error: { readonly message: string } }[];
  };
  readonly message: string;
  readonly error: number;
}

/** The most that the API lists in one answer. */
const agentsAtMost = 100_000;

/**
 * Wazuh's API, as far as agents go: api/api/spec/spec.yaml of wazuh/wazuh 4.14. A token is good for fifteen minutes and is
 * asked for again when the API does not take it any more.
 */
export class WazuhApi {
  readonly #base: string;
  readonly #credentials: string;
  readonly #freshness: number;
  #session: Promise<HttpClient> | undefined;
  #listing: { readonly since: number; readonly agents: Promise<readonly ListedAgent[]> } | undefined;

  /** @param freshness milliseconds for which a list of the agents serves everybody who asks for it */
  constructor(
    { api, username, password }: Pick<DesiredAgents, "api" | "username" | "password">,
    freshness = 0,
  ) {
    this.#base = api;
    this.#credentials = Buffer.from(`${username}:${password}`).toString("base64");
    this.#freshness = freshness;
  }

  /** The one agent of a name, or undefined. */
  async agentOfName(name: string): Promise<ListedAgent | undefined> {
    return (await this.#agents()).find((agent) => agent.name === name);
  }

  /** Every agent of a group. */
  async agentsOfGroup(group: string): Promise<readonly ListedAgent[]> {
    return (await this.#agents()).filter((agent) => agent.group?.includes(group));
  }

  async addToGroup({ id }: ListedAgent, group: string): Promise<void> {
    await this.#ask((http) =>
      http.put<Answer<unknown>>(`/agents/${id}/group/${encodeURIComponent(group)}`).then(accepted),
    );
  }

  /** Removes agents for good, also from the file with the keys: whatever their status and however new they are. */
  async remove(agents: readonly ListedAgent[]): Promise<void> {
    const query = new URLSearchParams({
      agents_list: agents.map(({ id }) => id).join(","),
      status: "all",
      older_than: "0s",
      purge: "true",
    });
    await this.#ask((http) => http.delete<Answer<string>>(`/agents?${query.toString()}`).then(accepted));
    this.#listing = undefined;
  }

  /** Has the manager test an event with its rules. Without a session of its own, the event opens one. */
  async logtest(request: LogtestRequest): Promise<LogtestAnswer> {
    const { data } = await this.#ask((http) =>
      http.put<{ readonly data: LogtestAnswer }>("/logtest", request),
    );
    return data;
  }

  /** Ends a session, which the manager would otherwise keep for as long as its configuration says. */
  async endLogtest(token: string): Promise<void> {
    await this.#ask((http) => http.delete(`/logtest/sessions/${encodeURIComponent(token)}`));
  }

  /** Every agent, all at once: the API takes 300 requests a minute, the dashboard's among them. */
  #agents(): Promise<readonly ListedAgent[]> {
    const now = Date.now();
    if (this.#listing === undefined || now - this.#listing.since >= this.#freshness) {
      this.#listing = { since: now, agents: this.#list() };
    }
    return this.#listing.agents;
  }

  async #list(): Promise<readonly ListedAgent[]> {
    const query = new URLSearchParams({
      select: "id,name,status,group,version,lastKeepAlive",
      limit: agentsAtMost.toString(),
    });
    const answer = await this.#ask((http) => http.get<Answer<ListedAgent>>(`/agents?${query.toString()}`));
    return answer.data.affected_items;
  }

  async #ask<T>(request: (http: HttpClient) => Promise<T>): Promise<T> {
    const kept = this.#session;
    this.#session ??= this.#authenticate();
    try {
      return await request(await this.#session);
    } catch (error) {
      this.#session = undefined;
      // A token that was good before is too old now.
      if (kept !== undefined && error instanceof HttpError && error.status === 401) {
        return this.#ask(request);
      }
      throw error;
    }
  }

  async #authenticate(): Promise<HttpClient> {
    const login = httpClient(this.#base, { Authorization: `Basic ${this.#credentials}` });
    const { data } = await login.post<{ data: { token: string } }>("/security/user/authenticate");
    return httpClient(this.#base, { Authorization: `Bearer ${data.token}` });
  }
}

/** An answer that says of each thing that it was done, or an error with what was not. */
function accepted<T>(answer: Answer<T>): Answer<T> {
  if (answer.error !== 0) {
    const reasons = answer.data.failed_items.map(({ error }) => error.message);
    throw new Error([answer.message, ...new Set(reasons)].join(": "));
  }
  return answer;
}
