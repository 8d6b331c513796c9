import { readFile } from "node:fs/promises";
import type Docker from "dockerode";
import { stackLabel } from "../../../components/workload/names.ts";

/** A sinkhole that runs. */
export interface Sinkhole {
  /** Its address in the lab's network. */
  readonly address: string;
  readonly container: Docker.Container;
  stop(): Promise<void>;
}

/**
 * Starts a sinkhole in the network of one of the lab's containers, from that container's image, which has Node. It carries
 * the stack's label, so that the next `lab up` or `lab down` takes it away where nobody stopped it.
 */
export async function startSinkhole(docker: Docker, stack: string, beside: string): Promise<Sinkhole> {
  const { Image, NetworkSettings } = await docker.getContainer(beside).inspect();
  const [network = "bridge"] = Object.keys(NetworkSettings.Networks);
  const source = await readFile(new URL("sinkhole-program.ts", import.meta.url), "utf8");
  const { label, value } = stackLabel(stack);
  const container = await docker.createContainer({
    Image,
    Entrypoint: ["node"],
    Cmd: ["--input-type=module-typescript", "--eval", source],
    Labels: { [label]: value },
    HostConfig: { NetworkMode: network, AutoRemove: true, Memory: 128 * 1024 * 1024, Init: true },
  });
  await container.start();
  const stop = async (): Promise<void> => {
    await container.stop({ t: 1 }).catch((error: unknown) => {
      // It is gone already.
      if (![304, 404].includes((error as { statusCode?: number }).statusCode ?? 0)) {
        throw error;
      }
    });
  };
  try {
    await untilItListens(container);
    const { NetworkSettings: placed } = await container.inspect();
    const address = placed.Networks[network]?.IPAddress;
    if (!address) {
      throw new Error(`The sinkhole has no address in the network ${network}.`);
    }
    return { address, container, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function untilItListens(container: Docker.Container): Promise<void> {
  const end = Date.now() + 30_000;
  for (;;) {
    const said = (await container.logs({ stdout: true, stderr: true })).toString("utf8");
    if (said.split('{"ready":').length > 4) {
      return;
    }
    if (Date.now() > end) {
      throw new Error(`The sinkhole does not listen after 30 s; it said: ${said.slice(-500)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
