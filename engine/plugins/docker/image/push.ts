import type { Operation } from "../../provider/resource.ts";
import type { Daemon } from "../connection/daemon.ts";
import type { Credentials } from "../connection/registries.ts";
import { credentialsFor, registryOf } from "../connection/registries.ts";
import { messageOf } from "../daemon-error.ts";
import { given } from "../given.ts";
import type { Inputs } from "./image-shape.ts";
import { splitTag } from "./name.ts";
import { followProgress } from "./progress.ts";

/** Whether an image's name begins with its registry, such as `docker.io/` or `localhost:5000/`. */
export function isCanonical(name: string): boolean {
  const [first] = name.split("/", 1) as [string];
  return name.includes("/") && (/[.:]/.test(first) || first === "localhost");
}

/** Pushes an image; returns its name with the digest that the registry knows it by. */
export async function pushImage(
  daemon: Daemon,
  name: string,
  registry: Inputs["registry"],
  { log, signal }: Pick<Operation, "log" | "signal">,
): Promise<string> {
  const client = await daemon.client();
  const { repo, tag } = splitTag(name);
  try {
    const authconfig = await pushCredentials(daemon, name, registry);
    const stream = await client
      .getImage(repo)
      .push({ tag, ...given("authconfig", authconfig), abortSignal: signal });
    const { Digest } = await followProgress(stream, log);
    if (Digest === undefined) {
      throw new Error("the registry reported no digest");
    }
    return `${repo}@${Digest}`;
  } catch (error) {
    throw new Error(`error pushing image ${name}: ${messageOf(error)}`, { cause: error });
  }
}

async function pushCredentials(
  daemon: Daemon,
  name: string,
  registry: Inputs["registry"],
): Promise<Credentials | undefined> {
  const serveraddress = registry?.server ?? registryOf(name);
  if (registry?.username !== undefined && registry.password !== undefined) {
    return { username: registry.username, password: registry.password, serveraddress };
  }
  return await credentialsFor(name, daemon.registries);
}
