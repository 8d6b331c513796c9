import * as pulumi from "@pulumi/pulumi";
import type { Configuration } from "../configuration.ts";
import type { GraylogEndpoint } from "../graylog/endpoint.ts";
import type { MispEndpoint } from "../misp/endpoint.ts";
import type { Plan } from "../plan.ts";
import { rawPort, sharedName, type Offer, type SharedStack } from "./sharing.ts";

/** Finds MISP and Graylog where they are not the lab's own: at servers that are there already, or in another lab. */
export class Elsewhere {
  readonly #external: Configuration["external"];
  readonly #shared: SharedStack | undefined;

  constructor(external: Configuration["external"], shared: SharedStack | undefined) {
    this.#external = external;
    this.#shared = shared;
  }

  /** MISP, or undefined where there is none elsewhere. */
  misp(source: Plan["misp"]): MispEndpoint | undefined {
    const external = this.#external.misp;
    if (source === "external" && external) {
      return {
        api: { url: external.url, publicUrl: external.url },
        authority: external.authority,
        lookup: { kind: "given", key: pulumi.secret(external.key) },
        management: undefined,
      };
    }
    if (source !== "shared" || !this.#shared) {
      return undefined;
    }
    const misp = this.#shared.system("misp");
    const open = (value: (shared: pulumi.Unwrap<typeof misp>) => string): pulumi.Output<string> =>
      pulumi.unsecret(misp.apply(value));
    return {
      api: { url: open(({ url }) => url), publicUrl: open(({ publicUrl }) => publicUrl) },
      authority: open(({ authority }) => authority),
      lookup: { kind: "made", volume: open(({ keyVolume }) => keyVolume) },
      management: undefined,
    };
  }

  /** Graylog, or undefined where there is none elsewhere. */
  graylog(source: Plan["graylog"]): GraylogEndpoint | undefined {
    const external = this.#external.graylog;
    if (source === "external" && external) {
      const { url, username, password, input, install, authority } = external;
      return {
        api: { url, username, password: pulumi.secret(password) },
        rawInput: input,
        authority,
        install,
        hasOwners: false,
      };
    }
    if (source !== "shared" || !this.#shared) {
      return undefined;
    }
    const graylog = this.#shared.system("graylog");
    return {
      api: {
        url: pulumi.unsecret(graylog.apply(({ url }) => url)),
        publicUrl: pulumi.unsecret(graylog.apply(({ publicUrl }) => publicUrl)),
        username: pulumi.unsecret(graylog.apply(({ username }) => username)),
        password: pulumi.secret(graylog.apply(({ password }) => password)),
      },
      rawInput: { host: sharedName("graylog", this.#shared.stack), port: rawPort },
      authority: undefined,
      install: false,
      hasOwners: false,
      stream: pulumi.unsecret(graylog.apply(({ stream }) => stream)),
    };
  }

  /** What this lab's door leads to; undefined where it has none. */
  door({ misp, graylog }: Pick<Plan, "misp" | "graylog">): DoorPlan | undefined {
    const shared = this.#shared;
    if (!shared || (misp !== "shared" && graylog !== "shared")) {
      return undefined;
    }
    const offers = [
      ...(misp === "shared" ? [shared.system("misp").apply((system) => system.offers)] : []),
      ...(graylog === "shared" ? [shared.system("graylog").apply((system) => system.offers)] : []),
    ];
    return {
      network: shared.network,
      names: [
        ...(misp === "shared" ? [sharedName("misp", shared.stack)] : []),
        ...(graylog === "shared" ? [sharedName("graylog", shared.stack)] : []),
      ],
      offers: pulumi.unsecret(pulumi.all(offers).apply((lists) => lists.flat())),
    };
  }
}

/** What a lab's door is made with. */
export interface DoorPlan {
  readonly network: pulumi.Output<string>;
  readonly names: readonly string[];
  readonly offers: pulumi.Output<Offer[]>;
}
