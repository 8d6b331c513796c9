import type { Agent, AgentStatus } from "./registry.ts";

/** An agent as `GET /agents` tells it. */
export type ListedAgent = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly name: string;
  readonly status: AgentStatus;
  readonly group?: readonly string[];
};

/** The manager itself, which the API lists as agent 000. */
export const managerAsAgent = (host: string, version: string): ListedAgent => ({
  id: "000",
  name: host,
  ip: "127.0.0.1",
  status: "active",
  status_code: 0,
  version: `Wazuh ${version}`,
  manager: host,
  lastKeepAlive: "9999-12-31T23:59:59+00:00",
});

/** Keys that an agent does not have are left out, as the API does. */
export function listed(agent: Agent, status: AgentStatus, host: string): ListedAgent {
  return {
    id: agent.id,
    name: agent.name,
    ip: agent.ip,
    registerIP: agent.ip,
    status,
    status_code: 0,
    dateAdd: stamp(agent.added),
    group: agent.groups,
    ...(agent.version !== undefined && { version: agent.version }),
    ...(agent.os !== undefined && { os: { uname: agent.os } }),
    ...(agent.seen !== undefined && { lastKeepAlive: stamp(agent.seen), manager: host }),
  };
}

/** The query of `GET /agents` that the lab uses: equality, `agents_list`, `select`, `offset` and `limit`. */
export function select(agents: readonly ListedAgent[], query: URLSearchParams) {
  const equal = (name: string, of: (agent: ListedAgent) => readonly unknown[]) => {
    const wanted = query.get(name)?.split(",");
    return (agent: ListedAgent) =>
      wanted === undefined || of(agent).some((one) => wanted.includes(one as string));
  };
  const filters = [
    equal("name", ({ name }) => [name]),
    equal("group", ({ group = [] }) => group),
    equal("agents_list", ({ id }) => [id]),
    equal("status", ({ status }) => [status]),
  ];
  const found = agents.filter((agent) => filters.every((fits) => fits(agent)));
  const offset = Number(query.get("offset") ?? 0);
  const keys = query.get("select")?.split(",");
  return {
    total: found.length,
    page: found
      .slice(offset, offset + Number(query.get("limit") ?? 500))
      .map((agent) =>
        keys === undefined
          ? agent
          : Object.fromEntries(Object.entries(agent).filter(([key]) => keys.includes(key))),
      ),
  };
}

/** The parameters that {@link select} understands; another is refused rather than ignored. */
export const selectParameters: readonly string[] = [
  "name",
  "group",
  "agents_list",
  "status",
  "offset",
  "limit",
  "select",
  "pretty",
  "wait_for_complete",
];

const stamp = (time: number): string => new Date(time).toISOString().replace(/\.\d+Z$/, "+00:00");
