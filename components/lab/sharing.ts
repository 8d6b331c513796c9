import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { Configuration } from "../configuration.ts";
import type { Shareable } from "../configuration/external.ts";
import { dockerName, stackLabel } from "../workload/names.ts";
import type { WorkloadNetwork } from "../workload/workload.ts";

/** What a lab that shares says of it, as its stack's output `shared`. */
export interface SharedOutputs {
  /** Network that leads to what is shared, and to nothing else of that lab; undefined where that is nothing but images. */
  readonly network?: string;
  /** The lab's own images, by name. */
  readonly images: Readonly<Record<OwnImage, string>>;
  /** What each of the other labs is given, by its stack. */
  readonly labs: Readonly<Record<string, SharedWithLab>>;
}

/** An image of the lab's own. */
export type OwnImage = "services" | "wazuh-manager";

/** What one lab is given. */
export interface SharedWithLab {
  readonly misp?: SharedMisp;
  readonly graylog?: SharedGraylog;
}

/** MISP for one lab. */
export interface SharedMisp {
  readonly offers: readonly Offer[];
  /** Address inside the lab that uses it, without a slash behind. */
  readonly url: string;
  readonly publicUrl: string;
  readonly authority: string;
  /** Volume in which that lab's key is, once MISP has made it: a key that may only read. */
  readonly keyVolume: string;
}

/** Graylog for one lab: an input and a stream of its own, and who may look at that stream alone. */
export interface SharedGraylog {
  readonly offers: readonly Offer[];
  /** Address of the REST API inside the lab that uses it. */
  readonly url: string;
  readonly publicUrl: string;
  readonly username: string;
  readonly password: string;
  /** Title of the stream that this user may read: every alert of that lab. */
  readonly stream: string;
}

/** Port of Graylog's Raw TCP input, as labs know it: behind the door it is each lab's own. */
export const rawPort = 5_555;

/** A port that is offered to one lab. */
export interface Offer {
  /** Port at which that lab finds it, at its door. */
  readonly port: number;
  /** Where the door leads. */
  readonly origin: { readonly host: string; readonly port: number };
}

/** Name by which other labs know a system of this one: on their own networks, where their doors answer to it. */
export const sharedName = (system: Shareable, stack: string): string => `${system}.${stack}.lab`;

/**
 * The network on which a lab offers systems to others. They, and the other labs' doors, are alone on it; each system has a
 * name there that no door answers to.
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

  /** How a system joins it. */
  placeOf(system: Shareable): SharedPlace {
    const origin = `origin.${sharedName(system, this.#stack)}`;
    return {
      name: sharedName(system, this.#stack),
      origin,
      joined: { network: this.name, aliases: [origin] },
    };
  }
}

/** Where other labs find a system of this one. */
export interface SharedPlace {
  /** Name that they know it by. */
  readonly name: string;
  /** Name that their doors know it by. */
  readonly origin: string;
  readonly joined: WorkloadNetwork;
}

/** Whether other labs use anything of one. */
export const isShared = ({ share, shareWith }: Pick<Configuration, "share" | "shareWith">): boolean =>
  share.length > 0 || Object.keys(shareWith).length > 0;

/** What another lab shares with this one. */
export class SharedStack {
  /** The other stack's name, as in its things' names. */
  readonly stack: string;
  readonly #outputs: pulumi.Output<SharedOutputs>;
  readonly #whole: string;
  readonly #lab: string;

  /** @param whole the other stack's whole name @param lab this lab's stack */
  constructor(whole: string, lab: string, opts: pulumi.CustomResourceOptions) {
    this.#whole = whole;
    this.#lab = lab;
    this.stack = whole.slice(whole.lastIndexOf("/") + 1);
    const reference = new pulumi.StackReference("shared-stack", { name: whole }, opts);
    this.#outputs = reference.requireOutput("shared") as pulumi.Output<SharedOutputs>;
  }

  get network(): pulumi.Output<string> {
    return pulumi.unsecret(this.#outputs.apply(({ network = "" }) => network));
  }

  imageName(image: OwnImage): pulumi.Output<string> {
    return pulumi.unsecret(this.#outputs.apply(({ images }) => images[image]));
  }

  /** One system. The program fails with what to do where it is not shared with this lab. */
  system<System extends Shareable>(system: System): pulumi.Output<NonNullable<SharedWithLab[System]>> {
    return this.#outputs.apply((shared) => sharedSystem(shared, system, this.#lab, this.#whole));
  }
}

/** One system out of what another lab shares. @throws {pulumi.RunError} when it does not share that one with this lab */
export function sharedSystem<System extends Shareable>(
  { labs }: Pick<SharedOutputs, "labs">,
  system: System,
  lab: string,
  stack: string,
): NonNullable<SharedWithLab[System]> {
  const given = labs[lab];
  if (!given) {
    throw new pulumi.RunError(
      `lab:shared: the stack ${stack} shares nothing with ${lab}: add it to lab:shareWith there, and bring it up.`,
    );
  }
  const found = given[system];
  if (!found) {
    throw new pulumi.RunError(
      `lab:shared: the stack ${stack} does not share ${system}: add it to lab:share there, and bring it up.`,
    );
  }
  return found;
}
