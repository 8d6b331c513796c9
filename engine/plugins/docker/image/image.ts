import { existsSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Checked, Failure } from "../../provider/check.ts";
import type { Change } from "../../provider/diff.ts";
import type { Made, Operation, Resource } from "../../provider/resource.ts";
import type { Value, Values } from "../../provider/values.ts";
import { Secret, isObject, unknown } from "../../provider/values.ts";
import type { Docker } from "../docker.ts";
import { given } from "../given.ts";
import { readContext } from "./build-context.ts";
import { buildImage } from "./build.ts";
import { digestContext } from "./context-digest.ts";
import { ensureImage, findImage } from "./find.ts";
import type { Inputs } from "./image-shape.ts";
import { shape } from "./image-shape.ts";
import { isCanonical, pushImage } from "./push.ts";

const subject = "docker:index/image:Image";

/**
 * An image that is built from a folder, and pushed unless that is skipped. As with the official plugin its id is
 * its name, it is built again when its inputs or its context change, and it stays when the resource is deleted.
 */
export const image: Resource<Docker> = {
  shape,
  description: "A Docker image that is built from a Dockerfile and pushed to a registry.",
  marksDefaults: false,
  check: checkImage,

  diff: (state, inputs) => ({ changes: changesOf(inputsInState(state.outputs, state.inputs), inputs) }),

  preview: (inputs) => ({ ...inputs, baseImageName: inputs["imageName"] ?? unknown, repoDigest: unknown }),

  create: makeImage,

  update: async (docker, _state, inputs, operation) => (await makeImage(docker, inputs, operation)).outputs,

  async read({ daemon }, state) {
    const inputs = inputsInState(state.outputs, state.inputs);
    const local = inputs["skipPush"] === true;
    if (local && (await findImage(daemon, state.id)) === undefined) {
      return undefined;
    }
    return { ...state, outputs: { ...state.outputs, __inputs: new Secret(inputs) } };
  },

  async delete() {
    // Other resources and containers may use the image.
  },
};

/** The official plugin keeps what an image was made from in its outputs. */
function inputsInState(outputs: Values, inputs: Values): Values {
  return isObject(outputs["__inputs"]) ? outputs["__inputs"] : inputs;
}

/** Fills in where the Dockerfile and its context are, and the digest that tells when they change. */
async function checkImage({ inputs, failures }: Checked): Promise<Checked> {
  if (inputs["build"] === unknown) {
    return { inputs, failures };
  }
  const given = isObject(inputs["build"]) ? inputs["build"] : {};
  const context = textOr(given["context"], ".");
  const dockerfile = textOr(given["dockerfile"], context === unknown ? unknown : join(context, "Dockerfile"));
  const build: Values = { ...given, context, dockerfile, platform: given["platform"] ?? defaultPlatform() };
  const checked = { ...inputs, build, buildOnPreview: inputs["buildOnPreview"] ?? false };
  const found = [...failures, ...nameFailures(inputs, build)];
  if (context === unknown || dockerfile === unknown || found.length > 0) {
    return { inputs: checked, failures: found };
  }
  const missing = dockerfileFailure(context, dockerfile);
  if (missing !== undefined) {
    return { inputs: checked, failures: [...found, missing] };
  }
  const digest = await digestContext(context, await readContext(context, dockerfile));
  return { inputs: { ...checked, build: { ...build, contextDigest: digest } }, failures: found };
}

function textOr(value: Value | undefined, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}

function defaultPlatform(): string {
  const architectures: Readonly<Record<string, string>> = { x64: "amd64", ia32: "386" };
  return `linux/${architectures[process.arch] ?? process.arch}`;
}

function dockerfileFailure(context: string, dockerfile: string): Failure | undefined {
  if (existsSync(dockerfile)) {
    return undefined;
  }
  const inContext = join(context, dockerfile);
  const advice =
    !isAbsolute(dockerfile) && existsSync(inContext) ? `. Try setting \`dockerfile\` to "${inContext}"` : "";
  return {
    property: "build.dockerfile",
    reason: `${subject}: could not open dockerfile at relative path "${dockerfile}"${advice}`,
  };
}

/** What is pushed, or takes its cache from a registry, has to say which registry. */
function nameFailures(inputs: Values, build: Values): Failure[] {
  const cache = isObject(build["cacheFrom"]) ? build["cacheFrom"]["images"] : undefined;
  const needsRegistry = inputs["skipPush"] !== true || (Array.isArray(cache) && cache.length > 0);
  const name = inputs["imageName"];
  if (!needsRegistry || typeof name !== "string" || name === unknown || isCanonical(name)) {
    return [];
  }
  const reason = `${subject}: "${name}": repository name must be canonical. An image that is pushed needs the registry in its name, such as docker.io/repository/image:tag; set skipPush to keep it on the daemon's machine`;
  return [{ property: "imageName", reason }];
}

/** What changed, by property; credentials of the registry alone are no reason to build again. */
function changesOf(old: Values, now: Values): Change[] {
  const names = new Set([...Object.keys(old), ...Object.keys(now)]);
  return [...names].flatMap((name) => {
    const [before, after] = [comparable(name, old[name]), comparable(name, now[name])];
    if (isDeepStrictEqual(before, after)) {
      return [];
    }
    const kind = before === undefined ? "add" : after === undefined ? "delete" : "update";
    return [{ path: name, kind, replaces: false }];
  });
}

function comparable(name: string, value: Value | undefined): Value | undefined {
  return name === "registry" && isObject(value) ? (value["server"] ?? null) : value;
}

async function makeImage({ daemon }: Docker, values: Values, operation: Operation): Promise<Made> {
  const { imageName, build, registry, skipPush } = values as unknown as Inputs;
  for (const cached of build.cacheFrom?.images ?? []) {
    await ensureImage(daemon, cached, build.platform, operation).catch((error: unknown) =>
      operation.log.info(`cacheFrom image ${cached} not available: ${(error as Error).message}`),
    );
  }
  const options = {
    ...given("buildargs", build.args),
    ...given("target", build.target),
    ...given("networkmode", build.network),
    ...given("extrahosts", build.addHosts?.join(",")),
    ...given("cachefrom", build.cacheFrom?.images),
    // The classic builder looks for an image of just this platform, and no further, when it is named.
    ...(build.platform === defaultPlatform() ? {} : given("platform", build.platform)),
  };
  await buildImage(
    daemon,
    { context: build.context, dockerfile: build.dockerfile, tags: [imageName], options },
    operation,
  );
  const repoDigest =
    skipPush === true
      ? (await ensureImage(daemon, imageName, undefined, operation)).Id
      : await pushImage(daemon, imageName, registry, operation);
  const outputs: Values = {
    __inputs: new Secret(values),
    baseImageName: imageName,
    context: build.context,
    dockerfile: relative(build.context, build.dockerfile),
    imageName,
    platform: build.platform ?? defaultPlatform(),
    registryServer: registry?.server ?? "",
    repoDigest,
  };
  return { id: imageName, outputs };
}
