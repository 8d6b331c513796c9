import type Docker from "dockerode";
import { connectDocker } from "../engine/docker.ts";
import { dockerAddress, type DockerAddress } from "../engine/docker-host.ts";
import { LabError } from "./lab-error.ts";
import { hasStackFile, readStackFile } from "./stack-file.ts";

/** The variables by which Docker's clients find the Docker host that a stack's file names; none where it names none. */
export async function dockerSettings(stack: string): Promise<Record<string, string>> {
  const host = (await hasStackFile(stack)) ? (await readStackFile(stack)).settings["docker:host"] : undefined;
  return typeof host === "string" && host !== "" ? { DOCKER_HOST: host } : {};
}

/** Where a lab's Docker Engine is: the one that its stack's file names, or the user's. */
export async function dockerAddressOf(stack: string): Promise<DockerAddress> {
  return await dockerAddress({ ...process.env, ...(await dockerSettings(stack)) });
}

/**
 * A client of a lab's Docker Engine, for what needs no more than that: it installs nothing and does not wait.
 *
 * @throws {LabError} when the engine does not answer
 */
export async function dockerOf(stack: string): Promise<Docker> {
  const address = await dockerAddressOf(stack);
  const docker = await connectDocker(address);
  try {
    await docker.ping();
  } catch (error) {
    throw new LabError(
      `No Docker Engine answers at ${address.host} (${(error as Error).message}). \`npm run lab -- doctor\` tells why, and what to do.`,
      { cause: error },
    );
  }
  return docker;
}
