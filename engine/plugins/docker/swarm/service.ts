import type Client from "dockerode";
import type { Service } from "dockerode";
import { setTimeout as sleep } from "node:timers/promises";
import type { Checked } from "../../provider/check.ts";
import type { Resource } from "../../provider/resource.ts";
import { credentialsFor } from "../connection/registries.ts";
import { daemonError, isMissing } from "../daemon-error.ts";
import type { Docker } from "../docker.ts";
import { given } from "../given.ts";
import { diffNamed, inputsOf } from "../state.ts";
import { waitUntilConverged } from "./converge.ts";
import { outputsOf } from "./service-outputs.ts";
import type { Inputs } from "./service-shape.ts";
import { shape } from "./service-shape.ts";
import { serviceSpec } from "./service-spec.ts";

/** A service of a swarm. https://www.pulumi.com/registry/packages/docker/api-docs/service */
export const service: Resource<Docker> = {
  shape,
  description: "A service of a Docker swarm.",

  check: checkService,
  diff: (state, inputs) => diffNamed(shape, state, inputs),

  async create(docker, values, { signal }) {
    const inputs = values as unknown as Inputs;
    const client = await docker.daemon.client();
    const auth = await authOf(docker, inputs);
    const creation = await docker.creations.begin("service", inputs.name);
    try {
      const id = await createService(client, inputs, auth);
      creation.made(id);
      if (inputs.convergeConfig !== undefined) {
        await waitUntilConverged(client, id, inputs, signal).catch(async (error: unknown) => {
          await removeService(client, id);
          throw error;
        });
      }
      return { id, outputs: outputsOf((await client.getService(id).inspect()) as Service, values) };
    } finally {
      await creation.end(signal);
    }
  },

  async read({ daemon }, state) {
    const client = await daemon.client();
    try {
      const found = (await client.getService(state.id).inspect()) as Service;
      const outputs = outputsOf(found, state.outputs);
      return { id: found.ID, outputs, inputs: inputsOf(shape, state, outputs) };
    } catch (error) {
      if (isMissing(error)) {
        return undefined;
      }
      throw daemonError(`Unable to inspect service ${state.id}`, error);
    }
  },

  async update(docker, { id }, values, { signal }) {
    const inputs = values as unknown as Inputs;
    const client = await docker.daemon.client();
    const found = client.getService(id);
    try {
      const { Version: version } = (await found.inspect()) as Service;
      const auth = await authOf(docker, inputs);
      await found.update({
        ...given("authconfig", auth),
        _query: { version: version?.Index },
        _body: serviceSpec(inputs),
      });
    } catch (error) {
      throw daemonError("Unable to update service", error);
    }
    if (inputs.convergeConfig !== undefined) {
      await waitUntilConverged(client, id, inputs, signal);
    }
    return outputsOf((await found.inspect()) as Service, values);
  },

  async delete({ daemon }, { id }) {
    await removeService(await daemon.client(), id);
  },
};

function checkService(checked: Checked): Checked {
  const { mode, convergeConfig } = checked.inputs as {
    mode?: { global?: boolean; replicated?: object };
    convergeConfig?: object;
  };
  if (mode?.global !== true || (mode.replicated === undefined && convergeConfig === undefined)) {
    return checked;
  }
  const reason =
    "docker:index/service:Service: a global mode excludes 'mode.replicated' and 'convergeConfig'";
  return { ...checked, failures: [...checked.failures, { property: "mode", reason }] };
}

async function authOf({ daemon }: Docker, inputs: Inputs): Promise<object | undefined> {
  const { auth } = inputs;
  if (auth !== undefined) {
    return {
      username: auth.username ?? "",
      password: auth.password ?? "",
      serveraddress: auth.serverAddress,
    };
  }
  return await credentialsFor(inputs.taskSpec.containerSpec.image, daemon.registries);
}

async function createService(client: Client, inputs: Inputs, auth: object | undefined): Promise<string> {
  try {
    const created: unknown = await client.createService({
      ...serviceSpec(inputs),
      ...given("authconfig", auth),
    });
    return (created as { readonly id: string }).id;
  } catch (error) {
    throw daemonError("Unable to create service", error);
  }
}

/** How long the containers of a service that is deleted may take to go, in milliseconds. */
const goneLimit = 30_000;

/** Removes a service, and waits until its containers on the daemon's machine have left networks and volumes. */
async function removeService(client: Client, id: string): Promise<void> {
  try {
    await client.getService(id).remove();
  } catch (error) {
    if (!isMissing(error)) {
      throw daemonError(`Error deleting service with ID '${id}'`, error);
    }
  }
  const filters = { label: [`com.docker.swarm.service.id=${id}`] };
  const deadline = Date.now() + goneLimit;
  while ((await client.listContainers({ all: true, filters })).length > 0 && Date.now() < deadline) {
    await sleep(200);
  }
}
