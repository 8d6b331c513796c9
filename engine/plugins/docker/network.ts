import type { Unwrap } from "@pulumi/pulumi";
import type { NetworkArgs } from "@pulumi/docker";
import type Client from "dockerode";
import { setTimeout as sleep } from "node:timers/promises";
import type { Resource, State } from "../provider/resource.ts";
import { PartialFailure } from "../provider/resource.ts";
import type { Property } from "../provider/shape.ts";
import type { Values } from "../provider/values.ts";
import { daemonError, daemonSays, isMissing, messageOf } from "./daemon-error.ts";
import type { Docker } from "./docker.ts";
import { toLabelList, toLabelMap } from "./labels.ts";
import { autonamed, chosen, fixed, flag, labels, objectSet, output, text, textMap } from "./properties.ts";
import { diffNamed, inputsOf, meta, toState } from "./state.ts";

type Inputs = Unwrap<NetworkArgs> & { name: string };

const shape = {
  name: autonamed,
  labels: fixed(labels),
  driver: chosen(fixed(text)),
  options: chosen(fixed(textMap)),
  internal: chosen(fixed(flag)),
  attachable: fixed(flag),
  ingress: fixed(flag),
  ipv6: fixed(flag),
  ipamDriver: { ...fixed(text), default: "default" },
  ipamOptions: fixed(textMap),
  ipamConfigs: chosen(fixed(objectSet({ subnet: text, ipRange: text, gateway: text, auxAddress: textMap }))),
  scope: output("string"),
} satisfies Record<keyof NetworkArgs | "scope", Property>;

/** A Docker network. https://www.pulumi.com/registry/packages/docker/api-docs/network */
export const network: Resource<Docker> = {
  shape,
  description: "A Docker network.",

  diff: (state, inputs) => diffNamed(shape, state, inputs),

  async create({ daemon, creations }, values, { signal }) {
    const inputs = values as unknown as Inputs;
    const client = await daemon.client();
    const creation = await creations.begin("network", inputs.name);
    try {
      const { id } = await client.createNetwork(options(inputs)).catch((error: unknown) => {
        throw daemonError("Unable to create network", error);
      });
      creation.made(id);
      try {
        return { id, outputs: outputsOf(id, (await client.getNetwork(id).inspect()) as Inspected) };
      } catch (error) {
        throw new PartialFailure(messageOf(error), id, { ...toState(shape, values), id, ...meta(1, false) });
      }
    } finally {
      await creation.end(signal);
    }
  },

  async read({ daemon }, state) {
    const client = await daemon.client();
    try {
      const found = (await client.getNetwork(state.id).inspect()) as Inspected;
      const outputs = outputsOf(found.Id, found);
      return { id: found.Id, outputs, inputs: inputsOf(shape, state, outputs) };
    } catch (error) {
      if (isMissing(error)) {
        return undefined;
      }
      throw daemonError(`Unable to inspect network ${state.id}`, error);
    }
  },

  async delete({ daemon, creations }, { id }, { signal }) {
    await creations.sweep();
    await removeNetwork(await daemon.client(), id, signal);
  },
};

function options(inputs: Inputs): Client.NetworkCreateOptions {
  const given = <T>(name: string, value: T | undefined): Record<string, T> =>
    value === undefined ? {} : { [name]: value };
  return {
    Name: inputs.name,
    // Docker before 25 makes a second network of the same name unless it is asked not to.
    CheckDuplicate: true,
    ...given("Labels", inputs.labels && toLabelMap(inputs.labels)),
    ...given("Driver", inputs.driver),
    ...given("Options", inputs.options),
    ...given("Internal", inputs.internal),
    ...given("Attachable", inputs.attachable),
    ...given("Ingress", inputs.ingress),
    ...given("EnableIPv6", inputs.ipv6),
    IPAM: {
      ...given("Driver", inputs.ipamDriver),
      ...given("Options", inputs.ipamOptions),
      ...given(
        "Config",
        inputs.ipamConfigs?.map((config) => ipamConfig(config)),
      ),
    },
  };
}

function ipamConfig(config: NonNullable<Inputs["ipamConfigs"]>[number]): Record<string, unknown> {
  return {
    Subnet: config.subnet,
    IPRange: config.ipRange,
    Gateway: config.gateway,
    AuxiliaryAddresses: config.auxAddress,
  };
}

/** A network as Docker tells it. */
export interface Inspected {
  readonly Id: string;
  readonly Name: string;
  readonly Scope: string;
  readonly Driver: string;
  readonly Internal: boolean;
  readonly Attachable: boolean;
  readonly Ingress: boolean;
  readonly EnableIPv6: boolean;
  readonly Labels: Record<string, string> | null;
  readonly Options: Record<string, string> | null;
  readonly IPAM: {
    readonly Driver: string;
    readonly Options: Record<string, string> | null;
    readonly Config:
      | readonly {
          readonly Subnet?: string;
          readonly IPRange?: string;
          readonly Gateway?: string;
          readonly AuxiliaryAddresses?: Record<string, string>;
        }[]
      | null;
  };
}

/** A network's outputs as the official plugin keeps them. */
export function outputsOf(id: string, found: Inspected): Values {
  return {
    id,
    ...meta(1, false),
    name: found.Name,
    labels: toLabelList(found.Labels),
    driver: found.Driver,
    options: found.Options ?? {},
    internal: found.Internal,
    attachable: found.Attachable,
    ingress: found.Ingress,
    ipv6: found.EnableIPv6,
    scope: found.Scope,
    ipamDriver: found.IPAM.Driver,
    ipamOptions: found.IPAM.Options ?? {},
    ipamConfigs: (found.IPAM.Config ?? []).map((config) => ({
      subnet: config.Subnet ?? "",
      ipRange: config.IPRange ?? "",
      gateway: config.Gateway ?? "",
      auxAddress: config.AuxiliaryAddresses ?? {},
    })),
  };
}

/** How long containers may take to leave a network that is deleted, in milliseconds. */
const leaveLimit = 30_000;

async function removeNetwork(client: Client, id: State["id"], signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + leaveLimit;
  for (;;) {
    try {
      await client.getNetwork(id).remove();
      return;
    } catch (error) {
      if (isMissing(error)) {
        return;
      }
      if (!isInUse(error) || Date.now() > deadline || signal.aborted) {
        throw daemonError(`Unable to remove network ${id}`, error);
      }
    }
    await sleep(200);
  }
}

function isInUse(error: unknown): boolean {
  return daemonSays(error, "has active endpoints") || daemonSays(error, "is in use by");
}
