import { deployed } from "./deployed.ts";

/** What the systems of a lab find each other by: where one listens in the lab, and where it does so here. */
export class Addresses {
  readonly #real = new Map<string, string>();

  /** @param address as the lab's containers know it, such as `http://graylog:9000` */
  listen(address: string, real: string): void {
    this.#real.set(address, real);
  }

  find(address: string): string {
    const real = this.#real.get(address);
    if (real === undefined) {
      throw new Error(
        `Nothing listens at ${address} in the lab; there are ${[...this.#real.keys()].join(", ")}.`,
      );
    }
    return real;
  }

  /** A text in which each address of a container is the one that it has here. */
  in(text: string): string {
    const hosts = deployed.names().map((name) => `https?://${name}(?![\\w.-])(?::\\d+)?`);
    return text.replace(new RegExp(hosts.join("|"), "g"), (address) => this.find(address));
  }
}
