import { deployed } from "./deployed.ts";

/** Where the volumes lie here. */
export class Volumes {
  readonly #folders = new Map<string, string>();
  readonly #make: () => string;

  constructor(make: () => string) {
    this.#make = make;
  }

  /** Says where the volume lies that a container has at a path. */
  place(system: string, path: string, folder: string): void {
    this.#folders.set(this.#volumeAt(system, path).name, folder);
  }

  /** The place here of a path in a container. */
  path(system: string, path: string): string {
    const { name, rest } = this.#volumeAt(system, path);
    const folder = this.#folders.get(name) ?? this.#make();
    this.#folders.set(name, folder);
    return folder + rest;
  }

  #volumeAt(system: string, path: string): { readonly name: string; readonly rest: string } {
    const found = Object.entries(deployed.volumes(system)).find(
      ([at]) => path === at || path.startsWith(`${at}/`),
    );
    if (!found) {
      throw new Error(`The container ${system} has no volume with ${path}.`);
    }
    return { name: found[1], rest: path.slice(found[0].length) };
  }
}
