import { readFile } from "node:fs/promises";
import type Docker from "dockerode";
import type { Configuration } from "../../components/configuration.ts";
import type { Lock } from "../../components/lock.ts";
import { builtDigest } from "../../build/context.ts";
import { projectFolder } from "../../engine/work-folder.ts";
import { askRegistry, wordsOf } from "../doctor/images.ts";
import { LabError } from "../lab-error.ts";
import { imagesByTag, ownImagesOf } from "./by-tag.ts";

/** What a lock says of a lab, apart from when it was written and what its systems' images are. */
export type Facts = Omit<Lock, "version" | "made" | "images">;

/** Tools of this run, by name. */
export type Tools = Readonly<Record<string, string>>;

/** What this machine would make a lab with now. The images' contexts must have been made. */
export async function currentFacts(
  stack: string,
  configuration: Configuration,
  { docker, architecture, tools }: { docker: Docker; architecture: string; tools: Tools },
): Promise<Facts> {
  const byTag = await imagesByTag(configuration);
  const digests = await imageDigests(
    docker,
    Object.fromEntries(byTag.map((reference) => [reference, reference])),
  );
  const built = await Promise.all(
    ownImagesOf(configuration).map(
      async (name) => [name, (await builtDigest(`${projectFolder}dist/${name}`)) ?? ""] as const,
    ),
  );
  const { version } = JSON.parse(await readFile(`${projectFolder}package.json`, "utf8")) as {
    version: string;
  };
  return {
    stack,
    profile: configuration.profile,
    project: version,
    architecture,
    tools,
    byTag: Object.fromEntries(Object.entries(digests).map(([reference, { digest }]) => [reference, digest])),
    built: Object.fromEntries(built),
  };
}

/**
 * The digest of each image: of the one that is here, so that it is the one that the lab has run, and else of the one that
 * its registry has now.
 *
 * @throws {LabError} with every image that neither can tell of
 */
export async function imageDigests(
  docker: Docker,
  references: Readonly<Record<string, string>>,
): Promise<Lock["images"]> {
  const settled = await Promise.allSettled(
    Object.entries(references).map(async ([system, reference]) => {
      const digest =
        (await localDigest(docker, reference)) ?? (await askRegistry(docker, reference)).Descriptor.digest;
      return [system, { reference, digest }] as const;
    }),
  );
  const missing = settled.flatMap((result, index) =>
    result.status === "rejected" ? [`${Object.values(references)[index]!}: ${wordsOf(result.reason)}`] : [],
  );
  if (missing.length > 0) {
    throw new LabError(
      `The digests of these images are not known, because they are not here and their registry does not tell:\n${missing.join("\n")}`,
    );
  }
  return Object.fromEntries(
    settled.flatMap((result) => (result.status === "fulfilled" ? [result.value] : [])),
  );
}

async function localDigest(docker: Docker, reference: string): Promise<string | undefined> {
  const digests = await docker
    .getImage(reference)
    .inspect()
    .then(
      ({ RepoDigests }) => RepoDigests,
      () => [],
    );
  return digests[0]?.split("@")[1];
}
