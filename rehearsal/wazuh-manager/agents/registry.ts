import { randomBytes } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { AgentKey } from "../../wazuh-protocol/sealed-message.ts";
import { inBase, type Places } from "../places.ts";

/** An agent as the API lists it; a real manager keeps this in queue/db/global.db. */
export interface Agent extends AgentKey {
  readonly groups: readonly string[];
  /** Milliseconds. */
  readonly added: number;
  readonly version?: string;
  readonly os?: string;
  /** When it last said that it is there, in milliseconds; undefined where it never did. */
  readonly seen?: number;
  /** Whether it has said more than that it starts. */
  readonly kept?: boolean;
  /** Whether it has said that it goes. */
  readonly gone?: boolean;
}

export type AgentStatus = "active" | "pending" | "never_connected" | "disconnected";

/** The agents that have enrolled: their keys in etc/client.keys, as Wazuh keeps them, and the rest beside it. */
export class Registry {
  readonly #keys: string;
  readonly #database: string;
  readonly #silence: number;
  readonly #agents = new Map<string, Agent>();
  #last = 0;

  /** @param silence milliseconds after which an agent that says nothing is taken for disconnected */
  constructor(places: Places, silence: number) {
    this.#keys = inBase(places, "etc/client.keys");
    this.#database = inBase(places, "queue/rehearsal-agents.json");
    this.#silence = silence;
    this.#read();
  }

  list(): readonly Agent[] {
    return [...this.#agents.values()];
  }

  withId(id: string): Agent | undefined {
    return this.#agents.get(id);
  }

  withName(name: string): Agent | undefined {
    return this.list().find((agent) => agent.name === name);
  }

  status(agent: Agent, now: number): AgentStatus {
    if (agent.seen === undefined) {
      return "never_connected";
    }
    if (agent.gone || now - agent.seen > this.#silence) {
      return "disconnected";
    }
    return agent.kept ? "active" : "pending";
  }

  /** Enrols an agent; one of the same name gives way. */
  add(name: string, groups: readonly string[], now: number): Agent {
    const old = this.withName(name);
    if (old) {
      this.#agents.delete(old.id);
    }
    const agent: Agent = {
      id: String(++this.#last).padStart(3, "0"),
      name,
      ip: "any",
      key: randomBytes(32).toString("hex"),
      groups: groups.length > 0 ? groups : ["default"],
      added: now,
    };
    this.#agents.set(agent.id, agent);
    this.#write();
    return agent;
  }

  /** Notes what has become of an agent; does nothing for one that is not there any more. */
  change(id: string, change: Partial<Agent>): void {
    const agent = this.#agents.get(id);
    if (agent) {
      this.#agents.set(id, { ...agent, ...change });
      this.#write();
    }
  }

  remove(id: string): boolean {
    const removed = this.#agents.delete(id);
    if (removed) {
      this.#write();
    }
    return removed;
  }

  #read(): void {
    const text = readIfThere(this.#database);
    if (text === undefined) {
      return;
    }
    const { last, agents } = JSON.parse(text) as { last: number; agents: Agent[] };
    this.#last = last;
    for (const agent of agents) {
      this.#agents.set(agent.id, agent);
    }
  }

  #write(): void {
    const keys = this.list().map(({ id, name, ip, key }) => `${id} ${name} ${ip} ${key}\n`);
    replace(this.#keys, keys.join(""));
    replace(this.#database, JSON.stringify({ last: this.#last, agents: this.list() }));
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}

/** Writes a file whole or not at all: both hold keys, and a manager may be killed at any time. */
function replace(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { mode: 0o640 });
  renameSync(`${path}.new`, path);
}
