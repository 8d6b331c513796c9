import type { MockedResource } from "./pulumi-mocks.ts";

/** A program's resources as lines that a person can review, in an order that does not depend on time, without secrets. */
export function graphOf(resources: readonly MockedResource[]): string[] {
  return resources
    .toSorted((a, b) => keyOf(a).localeCompare(keyOf(b)))
    .flatMap((resource) => [headOf(resource), ...detailsOf(resource).map((line) => `    ${line}`)]);
}

const keyOf = ({ type, name }: MockedResource): string => `${type} ${nameOf(name)}`;

/** A certificate's resource has the year and a digest in its name. */
const nameOf = (name: string): string => name.replace(/-\d{4}-[0-9a-f]{8}$/, "-<year>-<digest>");

function headOf({ type, name, parent, dependencies }: MockedResource): string {
  const below = parent === undefined || parent.startsWith("pulumi:") ? "" : ` < ${parent}`;
  const after = dependencies.length > 0 ? ` after ${dependencies.map(nameOf).join(", ")}` : "";
  return `${type.replace(/^.*[/:]/, "")} ${nameOf(name)}${below}${after}`;
}

function detailsOf({ type, inputs, secrets }: MockedResource): string[] {
  switch (type) {
    case "docker:index/container:Container":
      return containerDetails(inputs, secrets);
    case "docker:index/remoteImage:RemoteImage":
    case "docker:index/network:Network":
    case "docker:index/volume:Volume":
      return [`name: ${String(inputs["name"]).replace(/-[0-9a-f]{12}$/, "-<digest>")}`];
    default:
      return secrets.length > 0 ? [`secret: ${secrets.join(", ")}`] : [];
  }
}

interface Container {
  readonly image: string;
  readonly hostname: string;
  readonly memory: number;
  readonly entrypoints?: readonly string[];
  readonly command?: readonly string[];
  readonly user?: string;
  readonly envs?: readonly string[];
  readonly uploads: readonly { file: string; permissions: string; owner: string; group: string }[];
  readonly volumes: readonly { volumeName: string; containerPath: string; readOnly: boolean }[];
  readonly ports: readonly { internal: number; external: number; ip: string }[];
  readonly networksAdvanced: readonly { name: string; aliases: readonly string[] }[];
  readonly ulimits?: readonly { name: string; hard: number }[];
  readonly capabilities?: { readonly adds: readonly string[] };
  readonly stopTimeout?: number;
  readonly healthcheck?: { readonly tests: readonly string[] };
}

function containerDetails(inputs: MockedResource["inputs"], secrets: readonly string[]): string[] {
  const container = inputs as unknown as Container;
  const hidden = secrets.includes("envs");
  return [
    `image: ${container.image.replace(/-[0-9a-f]{12}$/, "-<digest>")}`,
    `memory: ${container.memory} MiB`,
    ...list("entry point", container.entrypoints),
    ...list("command", container.command),
    ...list("stop timeout", container.stopTimeout === undefined ? undefined : [`${container.stopTimeout} s`]),
    ...list("capabilities", container.capabilities?.adds),
    ...list(
      "limits",
      container.ulimits?.map(({ name, hard }) => `${name}=${hard}`),
    ),
    ...list("health check", container.healthcheck?.tests),
    ...container.networksAdvanced.map(({ name, aliases }) => `network: ${name} as ${aliases.join(", ")}`),
    ...container.ports.map(({ internal, external, ip }) => `port: ${ip}:${external} to ${internal}`),
    ...(container.envs ?? []).map((entry) => `environment: ${masked(entry, hidden)}`).sort(),
    ...container.uploads
      .map(({ file, permissions, owner, group }) => `file: ${file} ${permissions} ${owner}:${group}`)
      .sort(),
    ...container.volumes
      .map(
        ({ volumeName, containerPath, readOnly }) =>
          `volume: ${containerPath} ${readOnly ? "read-only " : ""}${volumeName}`,
      )
      .sort(),
    ...(secrets.length > 0 ? [`secret: ${secrets.toSorted().join(", ")}`] : []),
  ];
}

const list = (title: string, items: readonly string[] | undefined): string[] =>
  items === undefined ? [] : [`${title}: ${items.join(" ")}`];

/** Names of variables that hold secrets, but for `SSL_KEY`, which is a path. */
const secretName =
  /PASS(WORD|PHRASE)|(?<!SSL)_KEY$|^SALT$|SECRET|_AUTH$|SHA2$|^UUID$|MONGODB_URI$|ELASTICSEARCH_HOSTS$|TOKEN$/;

/** Where one variable is secret all of them are; the names of the others tell that they are not. */
function masked(entry: string, hidden: boolean): string {
  const name = entry.slice(0, entry.indexOf("="));
  return hidden && secretName.test(name) ? `${name}=<secret>` : entry;
}
