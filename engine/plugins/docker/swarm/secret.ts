import type { SecretArgs } from "@pulumi/docker";
import type { Unwrap } from "@pulumi/pulumi";
import type { Resource } from "../../provider/resource.ts";
import type { Property } from "../../provider/shape.ts";
import { daemonError, isMissing } from "../daemon-error.ts";
import type { Docker } from "../docker.ts";
import { toLabelList, toLabelMap } from "../labels.ts";
import { autonamed, fixed, labels, required } from "../properties.ts";
import { diffNamed, inputsOf, meta, toState } from "../state.ts";
import { base64, removeUnused } from "./data.ts";

const shape = {
  name: autonamed,
  data: { ...required(fixed(base64)), secret: true },
  labels: fixed(labels),
} satisfies Record<keyof SecretArgs, Property>;

/** A secret of a swarm. Docker never tells its data. https://www.pulumi.com/registry/packages/docker/api-docs/secret */
export const secret: Resource<Docker> = {
  shape,
  description: "A secret of a Docker swarm.",

  diff: (state, inputs) => diffNamed(shape, state, inputs),

  async create({ daemon }, values) {
    const inputs = values as unknown as Unwrap<SecretArgs> & { name: string };
    const client = await daemon.client();
    try {
      const created: unknown = await client.createSecret({
        Name: inputs.name,
        Data: inputs.data,
        Labels: toLabelMap(inputs.labels),
      });
      const { id } = created as { readonly id: string };
      return { id, outputs: { ...toState(shape, values), id, ...meta(1, false) } };
    } catch (error) {
      throw daemonError("Unable to create secret", error);
    }
  },

  async read({ daemon }, state) {
    const client = await daemon.client();
    try {
      const { ID, Spec } = (await client.getSecret(state.id).inspect()) as {
        ID: string;
        Spec: { Name: string; Labels: Record<string, string> | null };
      };
      const outputs = {
        ...state.outputs,
        id: ID,
        name: Spec.Name,
        labels: toLabelList(Spec.Labels),
        ...meta(1, false),
      };
      return { id: ID, outputs, inputs: inputsOf(shape, state, outputs) };
    } catch (error) {
      if (isMissing(error)) {
        return undefined;
      }
      throw daemonError(`Unable to inspect secret ${state.id}`, error);
    }
  },

  async delete({ daemon }, { id }, { signal }) {
    const client = await daemon.client();
    await removeUnused(`secret ${id}`, () => client.getSecret(id).remove(), signal);
  },
};
