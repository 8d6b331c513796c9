import type { ImageInspectInfo } from "dockerode";
import type { Operation } from "../../provider/resource.ts";
import type { Daemon } from "../connection/daemon.ts";
import { credentialsFor } from "../connection/registries.ts";
import { daemonError, isMissing } from "../daemon-error.ts";
import { given } from "../given.ts";
import { followProgress } from "./progress.ts";

/** The local image of a name or id, if there is one. */
export async function findImage(daemon: Daemon, image: string): Promise<ImageInspectInfo | undefined> {
  const client = await daemon.client();
  try {
    return await client.getImage(image).inspect();
  } catch (error) {
    if (isMissing(error)) {
      return undefined;
    }
    throw daemonError(`Unable to inspect image ${image}`, error);
  }
}

/** The local image of a name, which is pulled from its registry when it is not there. */
export async function ensureImage(
  daemon: Daemon,
  image: string,
  platform: string | undefined,
  operation: Pick<Operation, "log" | "signal">,
): Promise<ImageInspectInfo> {
  const found = await findImage(daemon, image);
  if (found !== undefined) {
    return found;
  }
  try {
    await pullImage(daemon, image, platform, operation);
  } catch (error) {
    throw daemonError(`unable to pull image ${image}`, error);
  }
  const pulled = await findImage(daemon, image);
  if (pulled === undefined) {
    throw new Error(`unable to find or pull image ${image}`);
  }
  return pulled;
}

async function pullImage(
  daemon: Daemon,
  image: string,
  platform: string | undefined,
  { log, signal }: Pick<Operation, "log" | "signal">,
): Promise<void> {
  const client = await daemon.client();
  const authconfig = await credentialsFor(image, daemon.registries);
  const reference = /[:@][^/]*$/.test(image) ? image : `${image}:latest`;
  const stream = await client.pull(reference, {
    ...given("authconfig", authconfig),
    ...given("platform", platform || undefined),
    abortSignal: signal,
  });
  await followProgress(stream, log);
}
