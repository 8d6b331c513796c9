import type Client from "dockerode";
import type { ImageInspectInfo } from "dockerode";
import { isAbsolute, join } from "node:path";
import type { Resource } from "../../provider/resource.ts";
import type { Values } from "../../provider/values.ts";
import { daemonError, daemonSays, isMissing } from "../daemon-error.ts";
import type { Docker } from "../docker.ts";
import { given, itemsOf } from "../given.ts";
import { diffState, inputsOf, meta, toState } from "../state.ts";
import { expandHome } from "./build-context.ts";
import { buildImage } from "./build.ts";
import { ensureImage, findImage } from "./find.ts";
import type { Build, Inputs } from "./remote-image-shape.ts";
import { shape } from "./remote-image-shape.ts";

/** A local image: one that is there, one that is pulled, or one that is built from a folder. */
export const remoteImage: Resource<Docker> = {
  shape,
  description: "A Docker image on the daemon's machine, pulled from a registry or built from a folder.",

  diff: (state, inputs) => ({ changes: diffState(shape, state, inputs) }),

  check(checked) {
    const { build, pullTriggers } = checked.inputs;
    const reason =
      "docker:index/remoteImage:RemoteImage: property 'build' cannot be given beside 'pullTriggers'";
    return build != null && pullTriggers != null
      ? { ...checked, failures: [...checked.failures, { property: "build", reason }] }
      : checked;
  },

  async create({ daemon }, values, operation) {
    const { name, build, platform } = values as unknown as Inputs;
    if (build !== undefined) {
      await buildImage(daemon, buildRequest(name, build), operation);
    }
    const image = await ensureImage(daemon, name, platform, operation).catch((error: unknown) => {
      throw daemonError("Unable to read Docker image into resource", error);
    });
    return { id: image.Id + name, outputs: outputsOf(image, values) };
  },

  async read({ daemon }, state) {
    const name =
      (state.outputs["name"] as string | undefined) ?? state.id.replace(/^sha256:[0-9a-f]{64}/, "");
    const image = await findImage(daemon, name);
    if (image === undefined) {
      return undefined;
    }
    const outputs = outputsOf(image, { ...state.outputs, name });
    return { id: image.Id + name, outputs, inputs: inputsOf(shape, state, outputs) };
  },

  async update({ daemon }, _state, values, operation) {
    const { name, platform } = values as unknown as Inputs;
    return outputsOf(await ensureImage(daemon, name, platform, operation), values);
  },

  async delete({ daemon }, { outputs }) {
    const { name, keepLocally, forceRemove, build } = outputs as unknown as Inputs;
    if (keepLocally !== true) {
      const names = [name, ...(build?.tags ?? [])];
      await removeImage(await daemon.client(), outputs["imageId"] as string, names, forceRemove === true);
    }
  },
};

function buildRequest(name: string, build: Build): Parameters<typeof buildImage>[1] {
  const context = expandHome(build.context);
  const dockerfile = expandHome(build.dockerfile ?? "Dockerfile");
  return {
    context,
    dockerfile: isAbsolute(dockerfile) ? dockerfile : join(context, dockerfile),
    tags: [name, ...(build.tags ?? [])],
    options: buildOptions(build),
  };
}

function buildOptions(build: Build): object {
  return {
    rm: build.remove ?? true,
    ...given("forcerm", build.forceRemove),
    ...given("nocache", build.noCache),
    ...given("pull", build.pullParent),
    ...given("q", build.suppressOutput),
    ...given("squash", build.squash),
    ...given("remote", build.remoteContext),
    ...given("target", build.target),
    ...given("platform", build.platform),
    ...given("isolation", build.isolation),
    ...given("networkmode", build.networkMode),
    ...given("extrahosts", build.extraHosts?.join(",")),
    ...given("buildargs", build.buildArgs),
    ...given("labels", build.labels ?? build.label),
    ...given("cachefrom", build.cacheFroms),
    ...given("cgroupparent", build.cgroupParent),
    ...given("cpuperiod", build.cpuPeriod),
    ...given("cpuquota", build.cpuQuota),
    ...given("cpusetcpus", build.cpuSetCpus),
    ...given("cpusetmems", build.cpuSetMems),
    ...given("cpushares", build.cpuShares),
    ...given("memory", build.memory),
    ...given("memswap", build.memorySwap),
    ...given("shmsize", build.shmSize),
    ...given("securityopt", build.securityOpts && JSON.stringify(build.securityOpts)),
    ...given("ulimits", build.ulimits && JSON.stringify(build.ulimits.map(toUlimit))),
    ...given("registryconfig", build.authConfigs && registryConfig(build.authConfigs)),
  };
}

function toUlimit({ name, soft, hard }: NonNullable<Build["ulimits"]>[number]): object {
  return { Name: name, Soft: soft, Hard: hard };
}

function registryConfig(configs: NonNullable<Build["authConfigs"]>): Record<string, object> {
  return Object.fromEntries(
    configs.map((config) => [
      config.hostName,
      {
        ...given("username", config.userName),
        ...given("password", config.password),
        ...given("auth", config.auth),
        ...given("email", config.email),
        ...given("serveraddress", config.serverAddress),
        ...given("identitytoken", config.identityToken),
        ...given("registrytoken", config.registryToken),
      },
    ]),
  );
}

function outputsOf(image: ImageInspectInfo, asked: Values): Values {
  const name = asked["name"] as string;
  return {
    ...toState(shape, asked),
    id: image.Id + name,
    ...meta(undefined, true),
    imageId: image.Id,
    repoDigest: repoDigest(name, itemsOf(image.RepoDigests)),
  };
}

/** The digest under the name's own repository, where an image is known in several. */
export function repoDigest(name: string, digests: readonly string[]): string {
  const repository = name.replace(/[:@][^/]*$/, "");
  return digests.find((digest) => digest.startsWith(`${repository}@`)) ?? digests[0] ?? "";
}

/**
 * Removes an image's names. A name that has moved on to a newer image stays: a replacement is made before its
 * predecessor goes. What is left of the predecessor without a name is removed as well.
 */
async function removeImage(
  client: Client,
  id: string,
  names: readonly string[],
  force: boolean,
): Promise<void> {
  for (const name of names) {
    const image = client.getImage(name);
    try {
      if ((await image.inspect()).Id === id) {
        await image.remove({ force });
      }
    } catch (error) {
      if (!isMissing(error)) {
        throw daemonError("Unable to remove Docker image", error);
      }
    }
  }
  await removeNameless(client, id);
}

async function removeNameless(client: Client, id: string): Promise<void> {
  try {
    const image = client.getImage(id);
    const { RepoTags, RepoDigests } = (await image.inspect()) as {
      RepoTags: string[] | null;
      RepoDigests: string[] | null;
    };
    if ((RepoTags ?? []).length + (RepoDigests ?? []).length === 0) {
      await image.remove({ noprune: false });
    }
  } catch (error) {
    // A container that still runs it, or an image that was built on it, keeps it.
    if (!isMissing(error) && !daemonSays(error, "conflict") && !daemonSays(error, "cannot be")) {
      throw daemonError("Unable to remove Docker image", error);
    }
  }
}
