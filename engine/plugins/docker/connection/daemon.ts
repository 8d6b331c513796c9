import type Docker from "dockerode";
import { isUnreachable, messageOf } from "../daemon-error.ts";
import { findAddress } from "./address.ts";
import { clientOptions } from "./client-options.ts";
import type { Configuration, RegistryAuth } from "./configuration.ts";

/** The Docker daemon that a provider manages. Nothing is connected or loaded before it is first asked for. */
export class Daemon {
  readonly registries: readonly RegistryAuth[];
  readonly #configuration: Configuration;
  #address: Promise<string> | undefined;
  #client: Promise<Docker> | undefined;

  constructor(configuration: Configuration) {
    this.#configuration = configuration;
    this.registries = configuration.registryAuth ?? [];
  }

  /** Where the daemon is, such as `unix:///var/run/docker.sock`. */
  address(): Promise<string> {
    this.#address ??= findAddress(this.#configuration);
    return this.#address;
  }

  /** The daemon's client. It fails in a full sentence when the daemon does not answer. */
  client(): Promise<Docker> {
    this.#client ??= this.#connect();
    return this.#client;
  }

  async #connect(): Promise<Docker> {
    const address = await this.address();
    const [{ default: Client }, options] = await Promise.all([
      import("dockerode"),
      clientOptions(address, this.#configuration),
    ]);
    const client = new Client(options);
    if (this.#configuration.disableDockerDaemonCheck !== true) {
      await client.ping().catch((error: unknown) => {
        throw new Error(unreachable(address, error), { cause: error });
      });
    }
    return client;
  }
}

function unreachable(address: string, error: unknown): string {
  const advice = isUnreachable(error)
    ? " Start Docker, or name another daemon with DOCKER_HOST or the provider's host."
    : "";
  return `The Docker daemon at ${address} does not answer: ${messageOf(error)}.${advice}`;
}
