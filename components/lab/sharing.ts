import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { Shareable } from "../configuration/external.ts";
import type { RawInput } from "../graylog/endpoint.ts";
import { dockerName, stackLabel } from "../workload/names.ts";
import type { WorkloadNetwork } from "../workload/workload.ts";

/** What a lab that shares says of it, as its stack's output `shared`. */
export interface SharedOutputs {
  /** Network that leads to what is shared, and to nothing else of that lab. */
  readonly network: string;
  readonly misp?: {
    readonly url: string;
    readonly publicUrl: string;
    readonly key: string;
    readonly authority: string;
  };
  readonly graylog?: {
    readonly url: string;
    readonly username: string;
    readonly password: string;
    readonly rawInput: RawInput;
  };
}

/** Where other labs find a system of this one. */
export interface SharedPlace {
  /** Name that they reach it by. */
  readonly alias: string;
  readonly joined: WorkloadNetwork;
}

/**
 * The network on which a lab offers systems to others: they alone are on it, each under a name that has the stack's, so
 * that no name of one lab is heard in another.
 */
export class SharedNetwork {
  readonly name: pulumi.Output<string>;
  readonly #stack: string;

  constructor(stack: string, opts: pulumi.CustomResourceOptions) {
    this.#stack = stack;
    const network = new docker.Network(
      "shared",
      { name: dockerName(stack, "shared"), labels: [stackLabel(stack)] },
      { ...opts, deleteBeforeReplace: true },
    );
    this.name = network.name;
  }

  placeOf(system: Shareable): SharedPlace {
    const alias = `${system}.${this.#stack}.lab`;
    return { alias, joined: { network: this.name, aliases: [alias] } };
  }
}

/** Reads what another lab shares. The error when it does not is the stack reference's own. */
export function sharedOutputs(
  stack: string,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<SharedOutputs> {
  const reference = new pulumi.StackReference("shared-stack", { name: stack }, opts);
  return reference.requireOutput("shared") as pulumi.Output<SharedOutputs>;
}

/** One system out of what another lab shares. @throws {pulumi.RunError} when it does not share that one */
export function sharedSystem<System extends Shareable>(
  shared: SharedOutputs,
  system: System,
  stack: string,
): NonNullable<SharedOutputs[System]> {
  const found = shared[system];
  if (!found) {
    throw new pulumi.RunError(
      `lab:shared: the stack ${stack} does not share ${system}: add it to lab:share there, and bring it up.`,
    );
  }
  return found;
}
