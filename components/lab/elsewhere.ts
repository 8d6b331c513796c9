import * as pulumi from "@pulumi/pulumi";
import type { Configuration } from "../configuration.ts";
import type { GraylogEndpoint } from "../graylog/endpoint.ts";
import type { MispEndpoint } from "../misp/endpoint.ts";
import type { Plan } from "../plan.ts";
import { labVolume } from "../workload/volume.ts";
import type { Site } from "../workload/container.ts";
import { sharedOutputs, sharedSystem, type SharedOutputs } from "./sharing.ts";

/** Finds MISP and Graylog where they are not the lab's own: at servers that are there already, or in another lab. */
export class Elsewhere {
  readonly #site: Site;
  readonly #configuration: Pick<Configuration, "external" | "shared">;
  readonly #opts: pulumi.CustomResourceOptions;
  readonly #shared: { readonly stack: string; readonly outputs: pulumi.Output<SharedOutputs> } | undefined;

  constructor(
    site: Site,
    configuration: Pick<Configuration, "external" | "shared">,
    opts: pulumi.CustomResourceOptions,
  ) {
    this.#site = site;
    this.#configuration = configuration;
    this.#opts = opts;
    const stack = configuration.shared?.stack;
    this.#shared = stack === undefined ? undefined : { stack, outputs: sharedOutputs(stack, opts) };
  }

  /** MISP, or undefined where there is none elsewhere. */
  misp(source: Plan["misp"]): MispEndpoint | undefined {
    const external = this.#configuration.external.misp;
    if (source === "external" && external) {
      return {
        api: { url: external.url, publicUrl: external.url },
        authority: external.authority,
        lookup: { kind: "given", key: pulumi.secret(external.key) },
        management: undefined,
        networks: [],
      };
    }
    if (source !== "shared" || !this.#shared) {
      return undefined;
    }
    const { stack, outputs } = this.#shared;
    const misp = outputs.apply((shared) => sharedSystem(shared, "misp", stack));
    return {
      api: { url: misp.url, publicUrl: misp.publicUrl },
      authority: misp.authority,
      lookup: {
        kind: "made",
        volume: labVolume(this.#site, "misp-lookup-key", this.#opts).name,
      },
      management: {
        administratorKey: pulumi.secret(misp.key),
        events: [],
        feeds: [],
        comment: `custom-misp of the lab ${this.#site.stack}`,
      },
      networks: [{ network: outputs.network }],
    };
  }

  /** Graylog, or undefined where there is none elsewhere. */
  graylog(source: Plan["graylog"]): GraylogEndpoint | undefined {
    const external = this.#configuration.external.graylog;
    if (source === "external" && external) {
      const { url, username, password, input, install, authority } = external;
      return {
        api: { url, username, password: pulumi.secret(password) },
        rawInput: input,
        authority,
        install,
        networks: [],
      };
    }
    if (source !== "shared" || !this.#shared) {
      return undefined;
    }
    const { stack, outputs } = this.#shared;
    const graylog = outputs.apply((shared) => sharedSystem(shared, "graylog", stack));
    return {
      api: {
        url: graylog.url,
        username: graylog.username,
        password: pulumi.secret(graylog.password),
      },
      rawInput: graylog.rawInput,
      authority: undefined,
      install: false,
      networks: [{ network: outputs.network }],
    };
  }
}
