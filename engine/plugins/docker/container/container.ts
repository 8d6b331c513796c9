import type { Resource } from "../../provider/resource.ts";
import { daemonError, daemonSays, isMissing } from "../daemon-error.ts";
import type { Docker } from "../docker.ts";
import { inputsOf } from "../state.ts";
import { diffContainer } from "./changes.ts";
import { createContainer } from "./create.ts";
import type { Found } from "./outputs.ts";
import { outputsOf } from "./outputs.ts";
import { shape } from "./shape.ts";
import { updateContainer } from "./update.ts";

/** A Docker container. https://www.pulumi.com/registry/packages/docker/api-docs/container */
export const container: Resource<Docker> = {
  shape,
  description: "A Docker container.",
  diff: diffContainer,
  create: createContainer,
  update: updateContainer,

  async read({ daemon }, state) {
    const client = await daemon.client();
    const imported = Object.keys(state.outputs).length === 0;
    try {
      const found = (await client.getContainer(state.id).inspect()) as Found;
      const outputs = outputsOf(found, imported ? defaults : state.outputs);
      return { id: found.Id, outputs, inputs: inputsOf(shape, state, outputs) };
    } catch (error) {
      if (isMissing(error)) {
        return undefined;
      }
      throw daemonError(`Unable to inspect container ${state.id}`, error);
    }
  },

  async delete({ daemon, creations }, { id, outputs }) {
    await creations.sweep();
    const client = await daemon.client();
    const found = client.getContainer(id);
    const grace = Number(outputs["destroyGraceSeconds"] ?? 0);
    try {
      if (grace > 0 && outputs["attach"] !== true) {
        await found.stop({ t: grace });
      }
      await found.remove({ force: true, v: outputs["removeVolumes"] !== false });
    } catch (error) {
      if (daemonSays(error, "is already in progress")) {
        // One with `rm` is being removed by Docker itself.
        await found.wait({ condition: "removed" }).catch(ignoreMissing);
      } else {
        ignoreMissing(error, `Error deleting container ${id}`);
      }
    }
  },
};

/** What nothing but the program says of a container, for one that is imported. */
const defaults = Object.fromEntries(
  Object.entries(shape).flatMap(([name, property]) =>
    "default" in property ? [[name, property.default]] : [],
  ),
);

function ignoreMissing(error: unknown, doing = "Error waiting for container removal"): void {
  if (!isMissing(error)) {
    throw daemonError(doing, error);
  }
}
