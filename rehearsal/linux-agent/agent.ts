import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { release } from "../wazuh-protocol/release.ts";
import type { AgentKey } from "../wazuh-protocol/sealed-message.ts";
import { Connection } from "./connection.ts";
import { enrol } from "./enrol.ts";
import type { AgentSettings } from "./settings.ts";

/** Events that are kept while the manager is away: `queue_size` of `<client_buffer>`; of more the latest are lost. */
const bufferSize = 5_000;

/** What the state file says: status in src/client-agent/state.c of wazuh/wazuh 4.14. */
type Status = "pending" | "connected" | "disconnected";

/** An agent that enrols, stays connected, and hands on the events that it is given. */
export class Agent {
  readonly #settings: AgentSettings;
  readonly #base: string;
  readonly #say: (line: string) => void;
  readonly #stopping = new AbortController();
  #connection: Connection | undefined;
  #buffer: string[] = [];
  #running: Promise<void> | undefined;

  /** @param base Wazuh's folder, `/var/ossec` */
  constructor(settings: AgentSettings, base: string, say: (line: string) => void) {
    this.#settings = settings;
    this.#base = base;
    this.#say = say;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Takes one event as the local queue has it: `1:<location>:<line>`, bytes. */
  take(event: string): void {
    if (!this.#connection?.send(event) && this.#buffer.length < bufferSize) {
      this.#buffer.push(event);
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#connection?.close();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        await this.#tell("pending");
        await this.#serve(await this.#connect());
        attempt = 0;
      } catch (error) {
        this.#say(`${(error as Error).message}; trying again`);
      }
      await this.#tell("disconnected");
      // A manager that is still starting is there within seconds.
      const seconds = Math.min(2 ** attempt, this.#settings.reconnectTime);
      await sleep(seconds * 1000, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Connects with the key that it has; one that the manager does not take any more gives way to a new one. */
  async #connect(): Promise<Connection> {
    const { manager } = this.#settings;
    const kept = await this.#keptKey();
    if (kept) {
      try {
        return await Connection.open(manager, kept, release);
      } catch (error) {
        this.#say(`${(error as Error).message}; enrolling anew`);
      }
    }
    const key = await enrol(this.#settings, release);
    await writeFile(this.#keysFile, `${key.id} ${key.name} ${key.ip} ${key.key}\n`, { mode: 0o640 });
    this.#say(`enrolled as agent ${key.id} ${key.name}`);
    return await Connection.open(manager, key, release);
  }

  async #serve(connection: Connection): Promise<void> {
    const { manager, notifyTime } = this.#settings;
    connection.send(`1:wazuh-agent:ossec: Agent started: '${this.#settings.enrolment.name}->any'.`);
    const keepAlive = () => {
      connection.send(
        `#!-Linux |${this.#settings.enrolment.name} |rehearsal - Wazuh ${release}\nx merged.mg\n`,
      );
    };
    keepAlive();
    this.#buffer.forEach((event) => {
      connection.send(event);
    });
    this.#buffer = [];
    this.#connection = connection;
    await this.#tell("connected");
    this.#say(`connected to ${manager.host}:${manager.port}`);
    const timer = setInterval(keepAlive, notifyTime * 1000);
    try {
      await connection.ended;
    } finally {
      clearInterval(timer);
      this.#connection = undefined;
    }
  }

  async #keptKey(): Promise<AgentKey | undefined> {
    const line = await readFile(this.#keysFile, "utf8").catch(() => "");
    const [id, name, ip, key] = line.trim().split(" ");
    return key !== undefined && name === this.#settings.enrolment.name
      ? { id: id!, name, ip: ip!, key }
      : undefined;
  }

  async #tell(status: Status): Promise<void> {
    await writeFile(join(this.#base, "var/run/wazuh-agentd.state"), `status='${status}'\n`);
  }

  get #keysFile(): string {
    return join(this.#base, "etc/client.keys");
  }
}
