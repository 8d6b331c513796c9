import type { MockedResource } from "./pulumi-mocks.ts";

/** A file that is put into a container before it starts. */
export interface Upload {
  readonly file: string;
  readonly content: string;
  readonly permissions: string;
  readonly owner: string;
  readonly group: string;
}

/** Looks things up in what a program asked for. */
export function containersOf(resources: readonly MockedResource[]) {
  const one = (name: string, type: string): MockedResource => {
    const found = resources.find((resource) => resource.name === name && resource.type.includes(type));
    if (!found) {
      throw new Error(`The program asked for no ${type} ${name}.`);
    }
    return found;
  };
  const container = (name: string) => one(name, "docker:index/container:Container");
  const uploads = (name: string) => container(name).inputs["uploads"] as Upload[];
  return {
    /** Names of all containers, sorted. */
    names: () =>
      resources
        .filter(({ type }) => type === "docker:index/container:Container")
        .map(({ name }) => name)
        .sort(),
    container,
    /** The component of that name. */
    component: (name: string) => one(name, "wazuh-misp-lab:index:"),
    volume: (name: string) => one(name, "docker:index/volume:Volume"),
    secret: (name: string) => one(name, "pulumi:index:Stash"),
    uploads,
    upload: (name: string, file: string): Upload => {
      const found = uploads(name).find((upload) => upload.file === file);
      if (!found) {
        throw new Error(`The container ${name} gets no file ${file}.`);
      }
      return found;
    },
    /** Path of each volume in the container to the volume's name. */
    volumes: (name: string): Readonly<Record<string, string>> =>
      Object.fromEntries(
        (container(name).inputs["volumes"] as { volumeName: string; containerPath: string }[]).map(
          ({ volumeName, containerPath }) => [containerPath, volumeName],
        ),
      ),
    environment: (name: string): Readonly<Record<string, string>> =>
      Object.fromEntries(
        ((container(name).inputs["envs"] ?? []) as string[]).map((entry) => {
          const end = entry.indexOf("=");
          return [entry.slice(0, end), entry.slice(end + 1)] as const;
        }),
      ),
  };
}
