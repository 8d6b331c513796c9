import type Client from "dockerode";
import type { Container, EndpointSettings } from "dockerode";
import type { Made, Operation } from "../../provider/resource.ts";
import { PartialFailure } from "../../provider/resource.ts";
import type { Values } from "../../provider/values.ts";
import { daemonError, daemonSays, messageOf } from "../daemon-error.ts";
import type { Docker } from "../docker.ts";
import { given } from "../given.ts";
import { ensureImage } from "../image/find.ts";
import { waitUntilHealthy } from "./health.ts";
import type { Inputs, Item } from "./inputs.ts";
import { createOptions } from "./options.ts";
import { demultiplex } from "../output-stream.ts";
import type { Found } from "./outputs.ts";
import { outputsOf, unfinishedOutputs } from "./outputs.ts";
import { archiveUploads } from "./uploads.ts";

/**
 * Creates a container, connects it, puts its files in and starts it. What fails after Docker made it is a partial
 * failure: the container is kept in state, and the next update replaces it.
 */
export async function createContainer(docker: Docker, values: Values, operation: Operation): Promise<Made> {
  const inputs = values as unknown as Inputs;
  const client = await docker.daemon.client();
  await ensureImage(docker.daemon, inputs.image, inputs.platform, operation).catch((error: unknown) => {
    throw daemonError(`Unable to create container with image ${inputs.image}`, error);
  });
  const files = inputs.uploads?.length ? await archiveUploads(inputs.uploads) : undefined;
  const creation = await docker.creations.begin("container", inputs.name);
  try {
    const container = await client.createContainer(createOptions(inputs)).catch((error: unknown) => {
      throw daemonError("Unable to create container", error);
    });
    creation.made(container.id);
    try {
      const logs = await bringUp(client, container, inputs, files, operation);
      const found = (await container.inspect()) as Found;
      return { id: container.id, outputs: { ...outputsOf(found, values), ...logs } };
    } catch (error) {
      throw new PartialFailure(messageOf(error), container.id, unfinishedOutputs(container.id, values), {
        cause: error,
      });
    }
  } finally {
    await creation.end(operation.signal);
  }
}

async function bringUp(
  client: Client,
  container: Container,
  inputs: Inputs,
  files: Buffer | undefined,
  { signal, log }: Operation,
): Promise<{ containerLogs?: string }> {
  await connect(client, container, inputs);
  if (files !== undefined) {
    await container.putArchive(files, { path: "/" }).catch((error: unknown) => {
      throw daemonError("Unable to upload volume content", error);
    });
  }
  if (inputs.start === false) {
    return {};
  }
  await container.start().catch((error: unknown) => {
    throw daemonError("Unable to start container", error);
  });
  if (inputs.wait === true) {
    log.status("Waiting until the container is healthy");
    await waitUntilHealthy(container, inputs.waitTimeout ?? 60, signal);
  }
  return inputs.attach === true ? await waitUntilEnded(container, inputs, signal) : {};
}

async function connect(client: Client, container: Container, inputs: Inputs): Promise<void> {
  if (!inputs.networksAdvanced?.length) {
    return;
  }
  // Docker connects a new container to its default network, which the ones that were asked for replace.
  await client
    .getNetwork("bridge")
    .disconnect({ Container: container.id })
    .catch((error: unknown) => {
      if (!daemonSays(error, "is not connected to")) {
        throw daemonError("Unable to disconnect the default network", error);
      }
    });
  for (const network of inputs.networksAdvanced) {
    await client
      .getNetwork(network.name)
      .connect({ Container: container.id, EndpointConfig: endpoint(network) })
      .catch((error: unknown) => {
        throw daemonError(`Unable to connect to network '${network.name}'`, error);
      });
  }
}

function endpoint(network: Item<"networksAdvanced">): EndpointSettings {
  return {
    ...given("Aliases", network.aliases),
    ...given("MacAddress", network.macAddress),
    ...given("DriverOpts", network.driverOpts && toOptions(network.driverOpts)),
    ...given("GwPriority", network.gwPriority),
    IPAMConfig: {
      ...given("IPv4Address", network.ipv4Address),
      ...given("IPv6Address", network.ipv6Address),
      ...given("LinkLocalIPs", network.linkLocalIps),
    },
  };
}

function toOptions(options: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    options.flatMap((option) => {
      const equals = option.indexOf("=");
      return equals < 0 ? [] : [[option.slice(0, equals), option.slice(equals + 1)]];
    }),
  );
}

async function waitUntilEnded(
  container: Container,
  inputs: Inputs,
  signal: AbortSignal,
): Promise<{ containerLogs?: string }> {
  await container.wait({ abortSignal: signal }).catch((error: unknown) => {
    throw daemonError("Unable to wait container end of execution", error);
  });
  if (inputs.logs !== true) {
    return {};
  }
  const output = await container.logs({ stdout: true, stderr: true, follow: false });
  return { containerLogs: inputs.tty === true ? output.toString() : demultiplex(output) };
}
