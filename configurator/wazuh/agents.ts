import type { System } from "../converge.ts";
import type { DesiredAgent, DesiredAgents } from "../desired.ts";
import { WazuhApi, type ListedAgent } from "./api.ts";

/**
 * Each declared agent as a system of its own, and one system for those that are declared no longer.
 *
 * @param freshness milliseconds for which all of them make do with one answer of the manager
 */
export function agents(desired: DesiredAgents, freshness = 1_000): System[] {
  const api = new WazuhApi(desired, freshness);
  return [
    ...desired.agents.map((agent) => declaredAgent(api, agent)),
    undeclaredAgents(api, desired, new Set(desired.agents.map(({ name }) => name))),
  ];
}

/** An agent is ready when the manager lists it as active, in its groups; a group that it lost is given to it again. */
function declaredAgent(api: WazuhApi, { name, groups, deadline }: DesiredAgent): System {
  return {
    name: `agent ${name}`,
    deadline,
    converge: async () => {
      const agent = await api.agentOfName(name);
      if (!agent) {
        throw new Error("has not enrolled with the manager");
      }
      const missing = groups.filter((group) => !agent.group?.includes(group));
      for (const group of missing) {
        await api.addToGroup(agent, group);
      }
      if (agent.status !== "active") {
        throw new Error(`is ${agent.status.replace("_", " ")}, as agent ${agent.id}`);
      }
      const silence = silenceOf(agent);
      if (silence > longestSilence) {
        throw new Error(
          `has gone silent: agent ${agent.id} was heard ${Math.round(silence)} s ago, and tells every 10 s that it is there`,
        );
      }
      const all = [...new Set([...(agent.group ?? []), ...missing])];
      return `active as agent ${agent.id}, ${agent.version ?? "of unknown version"}, in ${all.join(", ")}`;
    },
  };
}

/** Seconds without a word after which an agent counts as silent, before its manager takes it for disconnected. */
const longestSilence = 60;

/** Seconds since an agent was heard; none where the manager does not say. */
function silenceOf({ lastKeepAlive }: ListedAgent): number {
  return lastKeepAlive === undefined ? 0 : (Date.now() - Date.parse(lastKeepAlive)) / 1_000;
}

/** Agents in the lab's group that the lab does not declare any more; one that still runs enrols anew, and is removed again. */
function undeclaredAgents(
  api: WazuhApi,
  { group, deadline }: DesiredAgents,
  declared: ReadonlySet<string>,
): System {
  const undeclared = async () =>
    (await api.agentsOfGroup(group)).filter(({ id, name }) => id !== "000" && !declared.has(name));
  return {
    name: "wazuh-agents",
    deadline,
    converge: async () => {
      const removed = await undeclared();
      if (removed.length > 0) {
        await api.remove(removed);
        const left = await undeclared();
        if (left.length > 0) {
          throw new Error(`the manager still lists ${left.map(({ name }) => name).join(", ")}`);
        }
      }
      const gone = removed.map(({ name }) => name).join(", ");
      return `${declared.size} declared${removed.length > 0 ? `, removed ${gone}` : ", and no other of the lab's"}`;
    },
  };
}
