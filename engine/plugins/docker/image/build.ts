import type { ImageBuildOptions } from "dockerode";
import type { Operation } from "../../provider/resource.ts";
import type { Daemon } from "../connection/daemon.ts";
import { messageOf } from "../daemon-error.ts";
import { readContext } from "./build-context.ts";
import { archiveContext } from "./context-archive.ts";
import { followProgress } from "./progress.ts";

/** What is built. */
export interface BuildRequest {
  /** The folder of the context, and the Dockerfile, both as paths on this machine. */
  readonly context: string;
  readonly dockerfile: string;
  /** Names of the image. */
  readonly tags: readonly string[];
  /** Further options of Docker's API. https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Image/operation/ImageBuild */
  readonly options: object;
}

/** Builds an image from a folder of this machine with Docker's classic builder; returns its id. */
export async function buildImage(
  daemon: Daemon,
  { context, dockerfile, tags, options }: BuildRequest,
  { log, signal }: Pick<Operation, "log" | "signal">,
): Promise<string> {
  try {
    const client = await daemon.client();
    const { archive, dockerfile: packed } = await archiveContext(await readContext(context, dockerfile));
    const stream = await client.buildImage(archive, {
      version: "1",
      ...options,
      dockerfile: packed,
      t: tags as unknown as string,
      abortSignal: signal,
    } as ImageBuildOptions);
    const { ID } = await followProgress(stream, log);
    if (ID === undefined) {
      throw new Error("Docker's output names no image.");
    }
    return ID;
  } catch (error) {
    throw new Error(`error building image: ${messageOf(error)}`, { cause: error });
  }
}
