import type Docker from "dockerode";
import type { Deployment } from "@pulumi/pulumi/automation/index.js";
import { stackLabel } from "../components/workload/names.ts";

/** What a stack's state says that it has: ids of Docker's things, and names of volumes and images. */
export function knownIds(deployment: Deployment): ReadonlySet<string> {
  const { resources = [] } = deployment.deployment as {
    resources?: { type: string; id?: string; outputs?: { name?: string } }[];
  };
  const ofDocker = resources.filter(({ type }) => type.startsWith("docker:"));
  return new Set(
    ofDocker.flatMap(({ id, outputs }) => [id, outputs?.name].filter((known) => known !== undefined)),
  );
}

/**
 * Removes what an interrupted update made in Docker and its stack's state does not know of: found by the label that
 * everything of a stack carries. Without this the next update would stop at a name that is taken.
 *
 * @returns the names of what was removed
 */
export async function removeLeftovers(
  docker: Docker,
  stack: string,
  known: ReadonlySet<string>,
): Promise<string[]> {
  const { label, value } = stackLabel(stack);
  const filters = { label: [`${label}=${value}`] };
  const removed: string[] = [];

  for (const { Id, Names } of await docker.listContainers({ all: true, filters })) {
    if (!known.has(Id)) {
      await docker.getContainer(Id).remove({ force: true, v: true });
      removed.push(Names[0]?.slice(1) ?? Id);
    }
  }
  for (const { Id, Name } of await docker.listNetworks({ filters })) {
    if (!known.has(Id)) {
      await docker.getNetwork(Id).remove();
      removed.push(Name);
    }
  }
  const { Volumes } = await docker.listVolumes({ filters });
  for (const { Name } of Volumes) {
    if (!known.has(Name)) {
      await docker.getVolume(Name).remove();
      removed.push(Name);
    }
  }
  for (const image of await docker.listImages({ filters })) {
    for (const reference of referencesTo(image).filter((name) => !known.has(name))) {
      if (await removeUnused(docker, reference)) {
        removed.push(reference);
      }
    }
  }
  return removed;
}

/** An image's tags, or its id where a build was cut off before it had one: Docker tells of `<none>:<none>` then. */
function referencesTo({ Id, RepoTags }: Docker.ImageInfo): readonly string[] {
  const tags = ((RepoTags ?? []) as readonly string[]).filter((tag) => tag !== "<none>:<none>");
  return tags.length > 0 ? tags : [Id];
}

/**
 * Removes an image; one that other labs' containers run on stays, and is found again later, and one that another was made
 * of goes with that.
 */
async function removeUnused(docker: Docker, reference: string): Promise<boolean> {
  try {
    await docker.getImage(reference).remove();
    return true;
  } catch (error) {
    if ([404, 409].includes((error as { statusCode?: number }).statusCode ?? 0)) {
      return false;
    }
    throw error;
  }
}
