import { randomBytes, timingSafeEqual } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { Answer, Exchange } from "../../http/exchange.ts";
import { Router } from "../../http/router.ts";
import { serve, type Served } from "../../http/serve.ts";
import type { OssecLog } from "../ossec-log.ts";
import { inBase, type Places } from "../places.ts";
import { StartRefused } from "../refusal.ts";
import { listed, managerAsAgent, select, selectParameters, type ListedAgent } from "./listing.ts";
import type { Logtest, LogtestRequest } from "../logtest.ts";
import type { Registry } from "./registry.ts";

const name = "wazuh-apid";

/** Milliseconds that a token is good for. */
const tokenLife = 900_000;

export interface ApiOptions {
  readonly places: Places;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  readonly registry: Registry;
  /** Tests events. */
  readonly logtest: Logtest;
  readonly log: OssecLog;
  readonly host: string;
  /** Such as `v4.14.6`. */
  readonly version: string;
  readonly now: () => number;
}

/**
 * The manager's API on port 55000, as far as agents, groups and tests of events go: api/api/spec/spec.yaml of wazuh/wazuh 4.14. What is not
 * here is answered 404.
 */
export class Api {
  readonly #options: ApiOptions;
  /** When each token ends. */
  readonly #tokens = new Map<string, number>();
  readonly #router = new Router<undefined>()
    .on("POST GET", "/security/user/authenticate", (exchange) => this.#authenticate(exchange))
    .on("GET", "/", () => this.#about())
    .on("PUT", "/logtest", (exchange) => this.#logtest(exchange))
    .on("DELETE", "/logtest/sessions/:token", (_, __, part) => this.#endLogtest(part("token")))
    .on("GET", "/agents", ({ query }) => this.#agents(query))
    .on("DELETE", "/agents", ({ query }) => this.#remove(query))
    .on("PUT", "/agents/:id/group/:group", (_, __, part) => this.#addToGroup(part("id"), part("group")))
    .on("DELETE", "/agents/:id/group/:group", (_, __, part) =>
      this.#takeFromGroup(part("id"), part("group")),
    );
  #served: Served | undefined;

  constructor(options: ApiOptions) {
    this.#options = options;
  }

  async listen(): Promise<number> {
    const { places, port, log } = this.#options;
    const read = (file: string) => {
      const path = inBase(places, `api/configuration/ssl/${file}`);
      return readFile(path).catch(() => {
        throw new StartRefused(
          `The manager's API does not start: this stand-in makes no certificate of its own, and ${path} cannot be read.`,
        );
      });
    };
    const tls = { cert: await read("server.crt"), key: await read("server.key") };
    this.#served = await serve((exchange) => this.#answer(exchange), { port, tls, maxBody: 1_000_000 });
    log.write(name, "INFO", `Listening on port ${this.#served.port}.`);
    return this.#served.port;
  }

  async close(): Promise<void> {
    await this.#served?.close();
  }

  async #answer(exchange: Exchange): Promise<Answer> {
    const found = this.#router.find(exchange.method, exchange.path);
    if (exchange.path !== "/security/user/authenticate" && !this.#isSignedIn(exchange)) {
      return problem(401, "Unauthorized", "No authorization token provided");
    }
    switch (found.kind) {
      case "handler":
        return found.answer(exchange, undefined);
      case "other methods":
        return problem(405, "Method Not Allowed", "The method is not allowed for the requested URL");
      case "nothing":
        return problem(404, "Not Found", `${exchange.path} is not among what this stand-in answers`);
    }
  }

  #isSignedIn({ headers }: Exchange): boolean {
    const token = /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1] ?? "";
    return (this.#tokens.get(token) ?? 0) > this.#options.now();
  }

  #authenticate({ headers, query }: Exchange): Answer {
    const { username, password, now } = this.#options;
    const given = Buffer.from(headers.authorization ?? "");
    const right = Buffer.from(`Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`);
    if (given.length !== right.length || !timingSafeEqual(given, right)) {
      return problem(401, "Unauthorized", "Invalid credentials");
    }
    const token = randomBytes(32).toString("base64url");
    this.#tokens.set(token, now() + tokenLife);
    return query.get("raw") === "true"
      ? { status: 200, headers: { "content-type": "text/plain" }, body: token }
      : json(200, { data: { token }, error: 0 });
  }

  #about(): Answer {
    const { host, version, now } = this.#options;
    return json(200, {
      data: {
        title: "Wazuh API REST",
        api_version: version.slice(1),
        hostname: host,
        timestamp: new Date(now()).toISOString(),
      },
      error: 0,
    });
  }

  async #logtest({ body }: Exchange): Promise<Answer> {
    const request = parsed(body);
    const missing = ["event", "log_format", "location"].find((key) => !request?.[key]);
    if (!request || missing !== undefined) {
      return problem(
        400,
        "Bad Request",
        missing === undefined ? "No JSON" : `'${missing}' is a required property`,
      );
    }
    return json(200, {
      error: 0,
      data: await this.#options.logtest.test(request as unknown as LogtestRequest),
    });
  }

  #endLogtest(token: string): Answer {
    return json(200, { error: 0, data: this.#options.logtest.close(token) });
  }

  #listed(): ListedAgent[] {
    const { registry, host, version, now } = this.#options;
    const agents = registry.list().map((agent) => listed(agent, registry.status(agent, now()), host));
    return [managerAsAgent(host, version), ...agents];
  }

  #agents(query: URLSearchParams): Answer {
    const unknown = [...query.keys()].find((key) => !selectParameters.includes(key));
    if (unknown !== undefined) {
      return problem(400, "Bad Request", `Extra query parameter(s) ['${unknown}']`);
    }
    const { page, total } = select(this.#listed(), query);
    return json(200, {
      data: items(page, [], total),
      message: "All selected agents information was returned",
      error: 0,
    });
  }

  #remove(query: URLSearchParams): Answer {
    const { registry, now } = this.#options;
    const [ids, status] = [query.get("agents_list"), query.get("status")];
    if (ids === null || status === null) {
      return problem(400, "Bad Request", "Missing query parameter 'agents_list' or 'status'");
    }
    const age = seconds(query.get("older_than") ?? "7d") * 1000;
    const chosen = ids === "all" ? registry.list().map(({ id }) => id) : ids.split(",");
    const statuses = status.split(",");
    const removable = chosen.filter((id) => {
      const agent = registry.withId(id);
      return (
        agent &&
        (status === "all" || statuses.includes(registry.status(agent, now()))) &&
        now() - (agent.seen ?? agent.added) >= age
      );
    });
    removable.forEach((id) => registry.remove(id));
    const failed = chosen.filter((id) => !removable.includes(id));
    return outcome(
      removable,
      failed.map((id) => ({ id, ...(registry.withId(id) ? notEligible : unknownAgent) })),
      ["All selected agents were deleted", "Some agents were not deleted", "No agents were deleted"],
    );
  }

  #addToGroup(id: string, group: string): Answer {
    const { registry, places } = this.#options;
    const said = ["All selected agents were assigned", "", "No agents were assigned"] as const;
    const agent = registry.withId(id);
    if (!agent) {
      return outcome([], [{ id, ...unknownAgent }], said);
    }
    if (!/^[\w.-]+$/.test(group) || !existsSync(inBase(places, `etc/shared/${group}`))) {
      return outcome([], [{ id, ...unknownGroup }], said);
    }
    const others = agent.groups.filter((one) => one !== group && one !== "default");
    registry.change(id, { groups: [...others, group] });
    return outcome([id], [], said);
  }

  #takeFromGroup(id: string, group: string): Answer {
    const { registry } = this.#options;
    const said = [
      "All selected agents were removed from group",
      "",
      "No agents were removed from group",
    ] as const;
    const agent = registry.withId(id);
    if (!agent?.groups.includes(group)) {
      return outcome([], [{ id, ...(agent ? unknownGroup : unknownAgent) }], said);
    }
    const left = agent.groups.filter((one) => one !== group);
    registry.change(id, { groups: left.length > 0 ? left : ["default"] });
    return outcome([id], [], said);
  }
}

interface Failure {
  readonly id: string;
  readonly code: number;
  readonly message: string;
}

const unknownAgent = { code: 1701, message: "Agent does not exist" };
const unknownGroup = { code: 1710, message: "The group does not exist" };
const notEligible = {
  code: 1731,
  message: "Agent is not eligible for the action to be performed",
};

/** What was done to some and not to others: error 0, 2 or 1, and status 200 in each case. */
function outcome(
  done: readonly string[],
  failures: readonly Failure[],
  [all, some, none]: readonly [string, string, string],
): Answer {
  const failed = failures.map(({ id, code, message }) => ({ error: { code, message }, id: [id] }));
  const error = failures.length === 0 ? 0 : done.length === 0 ? 1 : 2;
  return json(200, { data: items(done, failed), message: [all, none, some][error], error });
}

function items(
  affected: readonly unknown[],
  failed: readonly unknown[] = [],
  total = affected.length,
): object {
  return {
    affected_items: affected,
    total_affected_items: total,
    total_failed_items: failed.length,
    failed_items: failed,
  };
}

const json = (status: number, body: object): Answer => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

const problem = (status: number, title: string, detail: string): Answer => ({
  status,
  headers: { "content-type": "application/problem+json; charset=utf-8" },
  body: JSON.stringify({ title, detail }),
});

/** The object in a request's body; undefined where there is none. */
function parsed(body: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** A span such as `7d`, `0s` or a number of seconds. */
function seconds(text: string): number {
  const [, number = "0", unit = "s"] = /^(\d+)([dhms])?$/.exec(text) ?? [];
  return Number(number) * { d: 86_400, h: 3_600, m: 60, s: 1 }[unit as "d" | "h" | "m" | "s"];
}
