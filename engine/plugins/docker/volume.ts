import type { Unwrap } from "@pulumi/pulumi";
import type { VolumeArgs } from "@pulumi/docker";
import { setTimeout as sleep } from "node:timers/promises";
import type { Resource } from "../provider/resource.ts";
import type { Property } from "../provider/shape.ts";
import type { Values } from "../provider/values.ts";
import { daemonError, daemonSays, isMissing } from "./daemon-error.ts";
import type { Docker } from "./docker.ts";
import { toLabelList, toLabelMap } from "./labels.ts";
import { autonamed, chosen, fixed, labels, output, text, textMap } from "./properties.ts";
import { diffNamed, inputsOf, meta } from "./state.ts";

type Inputs = Unwrap<VolumeArgs> & { name: string };

const shape = {
  name: chosen(autonamed),
  labels: fixed(labels),
  driver: chosen(fixed(text)),
  driverOpts: fixed(textMap),
  cluster: {
    kind: "any",
    validate: () => "is not supported by this stand-in: cluster volumes need the official docker plugin",
  },
  mountpoint: output("string"),
} satisfies Record<keyof VolumeArgs | "mountpoint", Property>;

/** A Docker volume; its id is its name. https://www.pulumi.com/registry/packages/docker/api-docs/volume */
export const volume: Resource<Docker> = {
  shape,
  description: "A Docker volume.",

  diff: (state, inputs) => diffNamed(shape, state, inputs),

  async create({ daemon, creations }, values) {
    await creations.sweep();
    const client = await daemon.client();
    const inputs = values as unknown as Inputs;
    try {
      await client.createVolume({
        Name: inputs.name,
        ...(inputs.labels === undefined ? {} : { Labels: toLabelMap(inputs.labels) }),
        ...(inputs.driver === undefined ? {} : { Driver: inputs.driver }),
        ...(inputs.driverOpts === undefined ? {} : { DriverOpts: inputs.driverOpts }),
      });
      return { id: inputs.name, outputs: outputsOf(await client.getVolume(inputs.name).inspect()) };
    } catch (error) {
      throw daemonError("Unable to create volume", error);
    }
  },

  async read({ daemon }, state) {
    const client = await daemon.client();
    try {
      const outputs = outputsOf(await client.getVolume(state.id).inspect());
      return { id: state.id, outputs, inputs: inputsOf(shape, state, outputs) };
    } catch (error) {
      if (isMissing(error)) {
        return undefined;
      }
      throw daemonError("Unable to inspect volume", error);
    }
  },

  async delete({ daemon, creations }, { id }, { signal }) {
    await creations.sweep();
    const client = await daemon.client();
    const deadline = Date.now() + releaseLimit;
    for (;;) {
      try {
        await client.getVolume(id).remove({ force: true });
        return;
      } catch (error) {
        if (isMissing(error)) {
          return;
        }
        if (!daemonSays(error, "volume is in use") || Date.now() > deadline || signal.aborted) {
          throw daemonError(`Unable to remove volume ${id}`, error);
        }
      }
      await sleep(200);
    }
  },
};

/** How long containers may take to release a volume that is deleted, in milliseconds. */
const releaseLimit = 30_000;

interface Inspected {
  readonly Name: string;
  readonly Driver: string;
  readonly Mountpoint: string;
  readonly Labels: Record<string, string> | null;
  readonly Options: Record<string, string> | null;
}

function outputsOf(found: Inspected): Values {
  return {
    id: found.Name,
    ...meta(1, false),
    name: found.Name,
    labels: toLabelList(found.Labels),
    driver: found.Driver,
    driverOpts: found.Options ?? {},
    mountpoint: found.Mountpoint,
    cluster: null,
  };
}
