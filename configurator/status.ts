import { renameSync, writeFileSync } from "node:fs";

/** How far one system is. `waiting` becomes `failed` when its deadline has passed, and is still tried. */
export interface SystemStatus {
  readonly state: "waiting" | "ready" | "failed";
  /** Since when it is in this state, ISO 8601. */
  readonly since: string;
  /** What proves that it is ready, or what is missing. */
  readonly detail: string;
  /** When it was looked at last, ISO 8601: what is old proves nothing any more. */
  readonly checked: string;
}

/** The file's content: every system that the configurator looks after. */
export interface Status {
  readonly ready: boolean;
  readonly systems: Readonly<Record<string, SystemStatus>>;
}

/** Keeps the status in a file that is replaced as a whole, so that whoever reads it sees one moment. */
export class StatusFile {
  readonly #path: string;
  readonly #systems: Record<string, SystemStatus> = {};

  constructor(path: string) {
    this.#path = path;
  }

  /** Notes a system's state; `since` moves only when the state changes. Says it on standard output when anything does. */
  set(system: string, state: SystemStatus["state"], detail: string): void {
    const before = this.#systems[system];
    const checked = new Date().toISOString();
    const since = before?.state === state ? before.since : checked;
    this.#systems[system] = { state, since, detail, checked };
    if (before?.state !== state || before.detail !== detail) {
      console.log(`${system}: ${state}: ${detail}`);
    }
    this.#write();
  }

  #write(): void {
    const systems = Object.values(this.#systems);
    const status: Status = { ready: systems.every(({ state }) => state === "ready"), systems: this.#systems };
    const next = `${this.#path}.next`;
    writeFileSync(next, JSON.stringify(status));
    renameSync(next, this.#path);
  }
}
