import type Docker from "dockerode";
import type { Context, Say } from "./context.ts";
import { mayInstall } from "./debian.ts";
import { runDocker, waitForRunningDocker } from "./docker-daemon.ts";
import { defaultHost, dockerAddress, type DockerAddress } from "./docker-host.ts";
import { EngineError } from "./engine-error.ts";
import { clientOptions } from "./plugins/docker/connection/client-options.ts";
import { dockerVersion, isAtLeast } from "./versions.ts";

/** A Docker Engine that answers. */
export interface DockerEngine extends DockerAddress {
  readonly version: string;
  /** Its processor, such as `x86_64` or `aarch64`. */
  readonly architecture: string;
  /** Bytes of memory that its containers can have together. */
  readonly memory: number;
  readonly storageDriver: string;
  readonly cgroupVersion: string;
}

/** Milliseconds that an engine which runs may take to answer. */
const answerTimeout = 10_000;

/**
 * The user's Docker Engine. Where there is none, on a Debian or Ubuntu and as root, Debian's is installed and started;
 * `LAB_INSTALL=never` forbids that. An engine that is there is never touched.
 *
 * @throws {EngineError} when there is none, or it is too old
 */
export async function getDocker(context: Context, say: Say): Promise<DockerEngine> {
  const address = await dockerAddress(context.env);
  const ask = (): Promise<DockerEngine> => describeDocker(address);
  try {
    return check(await ask());
  } catch (error) {
    if (error instanceof EngineError) {
      throw error;
    }
    if (address.chosen || isForbidden(error)) {
      throw new EngineError(missing(address, error as Error), { cause: error });
    }
    const starting = await waitForRunningDocker(context, ask, say);
    if (starting) {
      return check(starting);
    }
    if (!mayInstall(context.env)) {
      throw new EngineError(missing(address, error as Error), { cause: error });
    }
  }
  const own = { host: defaultHost, chosen: false };
  return check(await runDocker(context, () => describeDocker(own), say));
}

/** What an engine says of itself: this process's, or one at an address. @throws when it does not answer */
export async function describeDocker(given?: DockerAddress): Promise<DockerEngine> {
  const address = given ?? (await dockerAddress(process.env));
  const docker = await connectDocker(address, answerTimeout);
  const info = (await docker.info()) as Record<string, string> & { MemTotal: number };
  return {
    ...address,
    version: info["ServerVersion"] ?? "0",
    architecture: info["Architecture"] ?? "",
    memory: info.MemTotal,
    storageDriver: info["Driver"] ?? "",
    cgroupVersion: info["CgroupVersion"] ?? "1",
  };
}

/** A client of Docker's API at an address. @param timeout milliseconds without a byte after which a call fails */
export async function connectDocker(
  { host, certificates }: DockerAddress,
  timeout?: number,
): Promise<Docker> {
  const [{ default: Client }, options] = await Promise.all([
    import("dockerode"),
    clientOptions(host, certificates === undefined ? {} : { certPath: certificates }),
  ]);
  return new Client({ ...options, ...(timeout !== undefined && { timeout }) });
}

function check(engine: DockerEngine): DockerEngine {
  if (!isAtLeast(engine.version, dockerVersion)) {
    throw new EngineError(
      `The Docker Engine at ${engine.host} is ${engine.version}; the lab needs ${dockerVersion} or newer.`,
    );
  }
  return engine;
}

function isForbidden(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "EACCES";
}

function missing({ host }: DockerAddress, error: Error): string {
  const why = `No Docker Engine answers at ${host} (${error.message}).`;
  if (isForbidden(error)) {
    return (
      `${why} This user may not use it: \`sudo usermod -aG docker $USER\` allows it from the next login on. ` +
      "Then try again."
    );
  }
  switch (process.platform) {
    case "darwin":
    case "win32":
      return `${why} Start Docker Desktop, wait until it says that it runs, and try again.`;
    default:
      return (
        `${why} Install and start Docker ${dockerVersion} or newer (on Debian: apt-get install docker.io), ` +
        "or set DOCKER_HOST to one that you may use, and try again."
      );
  }
}
