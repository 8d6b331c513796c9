import type { ServiceConfigArgs } from "@pulumi/docker";
import type { Unwrap } from "@pulumi/pulumi";
import type { Resource } from "../../provider/resource.ts";
import type { Property } from "../../provider/shape.ts";
import type { Values } from "../../provider/values.ts";
import { daemonError, isMissing } from "../daemon-error.ts";
import type { Docker } from "../docker.ts";
import { toLabelList, toLabelMap } from "../labels.ts";
import { autonamed, fixed, labels, text } from "../properties.ts";
import { diffNamed, inputsOf } from "../state.ts";
import { base64, removeUnused } from "./data.ts";

type Inputs = Unwrap<ServiceConfigArgs> & { readonly name: string };

const shape = {
  name: autonamed,
  data: fixed(base64),
  dataRaw: fixed(text),
  labels: fixed(labels),
} satisfies Record<keyof ServiceConfigArgs, Property>;

interface Inspected {
  readonly ID: string;
  readonly Spec: {
    readonly Name: string;
    readonly Data?: string;
    readonly Labels: Record<string, string> | null;
  };
}

/** A config of a swarm. https://www.pulumi.com/registry/packages/docker/api-docs/serviceconfig */
export const serviceConfig: Resource<Docker> = {
  shape,
  description: "A config of a Docker swarm.",

  check(checked) {
    const { data, dataRaw } = checked.inputs;
    const reason =
      "docker:index/serviceConfig:ServiceConfig: exactly one of 'data' and 'dataRaw' must be given";
    return (data == null) === (dataRaw == null)
      ? { ...checked, failures: [...checked.failures, { property: "data", reason }] }
      : checked;
  },

  diff: (state, inputs) => diffNamed(shape, state, inputs),

  async create({ daemon }, values) {
    const { name, data, dataRaw, labels: given } = values as unknown as Inputs;
    const client = await daemon.client();
    try {
      const created: unknown = await client.createConfig({
        Name: name,
        Data: data ?? Buffer.from(dataRaw ?? "").toString("base64"),
        Labels: toLabelMap(given),
      });
      const { id } = created as { readonly id: string };
      return { id, outputs: outputsOf((await client.getConfig(id).inspect()) as Inspected, values) };
    } catch (error) {
      throw daemonError("Unable to create config", error);
    }
  },

  async read({ daemon }, state) {
    const client = await daemon.client();
    try {
      const outputs = outputsOf((await client.getConfig(state.id).inspect()) as Inspected, state.outputs);
      return { id: state.id, outputs, inputs: inputsOf(shape, state, outputs) };
    } catch (error) {
      if (isMissing(error)) {
        return undefined;
      }
      throw daemonError(`Unable to inspect config ${state.id}`, error);
    }
  },

  async delete({ daemon }, { id }, { signal }) {
    const client = await daemon.client();
    await removeUnused(`config ${id}`, () => client.getConfig(id).remove(), signal);
  },
};

/** The data is kept in the form in which it was asked for. */
function outputsOf({ ID, Spec }: Inspected, asked: Values): Values {
  const data = Spec.Data ?? "";
  const raw = asked["dataRaw"] != null;
  return {
    id: ID,
    name: Spec.Name,
    labels: toLabelList(Spec.Labels),
    data: raw ? null : data,
    dataRaw: raw ? Buffer.from(data, "base64").toString() : null,
  };
}
