/** What is never asked for: the user's own list. */
import type { Indicator } from "./indicator.ts";
import { isWithin, type Network, parseIp, parseNetwork } from "./ip.ts";

export class AllowList {
  readonly #networks: readonly Network[];
  readonly #values: ReadonlySet<string>;

  /** @param entries addresses, networks, domains (with all below them), hashes, names of files, whole URLs */
  constructor(entries: readonly string[]) {
    this.#networks = entries.map((entry) => parseNetwork(entry)).filter((network) => network !== undefined);
    this.#values = new Set(entries.map((entry) => entry.toLowerCase().replace(/^\*?\./, "")));
  }

  /** Whether an indicator is on the list; a URL is where its host is, see {@link hasHost}. */
  has({ kind, value }: Pick<Indicator, "kind" | "value">): boolean {
    if (this.#values.size === 0) {
      return false;
    }
    return kind === "ip" || kind === "domain" ? this.hasHost(value) : this.#values.has(value.toLowerCase());
  }

  /** Whether a host's address or name is on the list, or lies in a network or below a domain that is. */
  hasHost(host: string): boolean {
    const address = parseIp(host);
    if (address !== undefined) {
      return this.#networks.some((network) => isWithin(address, network));
    }
    const labels = host.toLowerCase().split(".");
    return labels.some((_, index) => this.#values.has(labels.slice(index).join(".")));
  }
}
