import { describeDocker } from "../engine/docker.ts";
import { dockerAddress } from "../engine/docker-host.ts";
import { targetFor, type CustomMispTarget } from "./custom-misp.ts";

/**
 * What the Docker Engine's containers run on: it may be on another machine, with another processor than this one's.
 * Where it does not answer, a processor like this machine's.
 */
export async function dockersProcessor(env: NodeJS.ProcessEnv): Promise<CustomMispTarget> {
  const { architecture } = await describeDocker(await dockerAddress(env)).catch(() => ({
    architecture: process.arch,
  }));
  return targetFor(architecture);
}
