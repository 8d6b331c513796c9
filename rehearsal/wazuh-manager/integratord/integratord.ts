import type { ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { JsonObject } from "../../../analysis/json.ts";
import type { Integration } from "../configuration/integration.ts";
import type { OssecLog } from "../ossec-log.ts";
import type { Owner } from "../owner.ts";
import { inBase, type Places } from "../places.ts";
import { AlertReader } from "./alert-reader.ts";
import { callIntegration } from "./call.ts";
import { isFor } from "./matching.ts";

const name = "wazuh-integratord";

/** Milliseconds between two looks at alerts.json. Wazuh waits a second; nothing hangs on it. */
const pause = 100;

/** Integrations that Wazuh brings, and what each has to be given. */
const known: Readonly<Record<string, readonly ("apiKey" | "hookUrl")[]>> = {
  slack: ["hookUrl"],
  shuffle: ["hookUrl"],
  pagerduty: ["apiKey"],
  virustotal: ["apiKey"],
  maltiverse: ["hookUrl", "apiKey"],
};

export interface IntegratordOptions {
  readonly places: Places;
  readonly integrations: readonly Integration[];
  readonly log: OssecLog;
  readonly account: Owner | undefined;
  readonly now: () => number;
}

/** Hands alerts to the scripts in integrations/, one after the other, whatever the integration. */
export class Integratord {
  readonly #options: IntegratordOptions;
  readonly #reader: AlertReader;
  readonly #enabled: readonly Integration[];
  readonly #stop = new AbortController();
  readonly #loop: Promise<void>;
  #child: ChildProcess | undefined;

  constructor(options: IntegratordOptions) {
    this.#options = options;
    this.#reader = new AlertReader(inBase(options.places, "logs/alerts/alerts.json"), options.log);
    this.#enabled = options.integrations.filter((integration) => this.#enable(integration));
    options.log.write(name, "INFO", `Started (pid: ${process.pid}).`);
    this.#loop = this.#run();
  }

  #enable(integration: Integration): boolean {
    const { places, log } = this.#options;
    const refuse = (message: string) => {
      log.write(name, "ERROR", message);
      return false;
    };
    const unable = `Unable to enable integration for: '${integration.name}'.`;
    if (!existsSync(inBase(places, `integrations/${integration.name}`))) {
      return refuse(`${unable} File not found inside 'integrations'.`);
    }
    const missing = known[integration.name]?.find((key) => integration[key] === "");
    if (missing !== undefined) {
      return refuse(`${unable} Missing ${missing === "apiKey" ? "API Key" : "hook URL"}.`);
    }
    if (!integration.name.startsWith("custom-") && !Object.hasOwn(known, integration.name)) {
      return refuse(`Invalid integration: '${integration.name}'. Not currently supported.`);
    }
    log.write(name, "INFO", `Enabling integration for: '${integration.name}'.`);
    return true;
  }

  get #stopped(): boolean {
    return this.#stop.signal.aborted;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      for (const alert of this.#reader.next()) {
        await this.#hand(alert);
      }
      await sleep(pause, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    }
  }

  async #hand(alert: JsonObject): Promise<void> {
    for (const integration of this.#enabled) {
      if (isFor(integration, alert) && !this.#stopped) {
        await callIntegration(integration, alert, {
          ...this.#options,
          running: (child) => (this.#child = child),
        });
      }
    }
  }

  /** Ends; a script that runs is ended too. */
  async close(): Promise<void> {
    this.#stop.abort();
    this.#child?.kill();
    await this.#loop;
    this.#reader.close();
  }
}
