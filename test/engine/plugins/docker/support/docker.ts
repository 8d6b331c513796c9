import Docker from "dockerode";
import { buffer } from "node:stream/consumers";

/** The daemon that the tests run on: DOCKER_HOST, or the usual socket. */
export const docker = new Docker();

/** Runs a command in a container; returns what it printed on standard output. Throws when it fails. */
export async function exec(container: string, ...command: string[]): Promise<string> {
  const exec = await docker
    .getContainer(container)
    .exec({ Cmd: command, AttachStdout: true, AttachStderr: true, Tty: true });
  const output = (await buffer(await exec.start({ Tty: true }))).toString();
  const { ExitCode } = await exec.inspect();
  if (ExitCode !== 0) {
    throw new Error(`${command.join(" ")} ended with code ${String(ExitCode)}: ${output}`);
  }
  return output.replaceAll("\r\n", "\n");
}

/** The names of all containers, networks, volumes and image tags that begin with a prefix. */
export async function leftovers(prefix: string): Promise<string[]> {
  const [containers, networks, { Volumes }, images] = await Promise.all([
    docker.listContainers({ all: true }),
    docker.listNetworks(),
    docker.listVolumes(),
    docker.listImages(),
  ]);
  return [
    ...containers.flatMap(({ Names }) => Names.map((name) => name.slice(1))),
    ...networks.map(({ Name }) => Name),
    ...Volumes.map(({ Name }) => Name),
    ...images.flatMap(({ RepoTags }) => (RepoTags as string[] | null) ?? []),
  ].filter((name) => name.startsWith(prefix));
}
