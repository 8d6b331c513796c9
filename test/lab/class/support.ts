import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Docker from "dockerode";
import { execa } from "execa";
import { dockerExec } from "../../../lab/docker-exec.ts";

const project = fileURLToPath(new URL("../../../", import.meta.url));

/** A class under test, with a state of its own, on this machine's Docker. */
export class TestClass {
  readonly name: string;
  readonly home: string;
  readonly roster: string;
  readonly docker = new Docker();

  private constructor(name: string, home: string) {
    this.name = name;
    this.home = home;
    this.roster = join(home, "roster.yaml");
  }

  static async begin(name: string): Promise<TestClass> {
    return new TestClass(name, await mkdtemp(join(tmpdir(), "class-e2e-")));
  }

  async writeRoster(text: string): Promise<void> {
    await writeFile(this.roster, `class: ${this.name}\n${text}`);
  }

  /** Runs the lab's command as a user does. */
  lab(...parameters: string[]) {
    return execa(process.execPath, ["lab/main.ts", ...parameters], {
      cwd: project,
      env: { LAB_HOME: this.home },
      reject: false,
      all: true,
      stdin: "ignore",
    });
  }

  /** The same in a group of processes of its own, which can be killed as when the machine goes away. */
  labAlone(...parameters: string[]) {
    return execa(process.execPath, ["lab/main.ts", ...parameters], {
      cwd: project,
      env: { LAB_HOME: this.home },
      reject: false,
      detached: true,
      stdio: "ignore",
    });
  }

  /** The one JSON document that a command prints. */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller knows its shape
  async json<T>(...parameters: string[]): Promise<{ exitCode: number | undefined; told: T; all: string }> {
    const { exitCode, stdout, all } = await this.lab(...parameters, "--json");
    return { exitCode, told: JSON.parse(stdout) as T, all };
  }

  /** Names of everything in Docker that carries the label of one of the class's stacks, sorted. */
  async thingsInDocker(student = ""): Promise<string[]> {
    const label = "wazuh-misp-lab.stack";
    const filters = { label: [label] };
    const [containers, networks, { Volumes: volumes }, images] = await Promise.all([
      this.docker.listContainers({ all: true, filters }),
      this.docker.listNetworks({ filters }),
      this.docker.listVolumes({ filters }),
      this.docker.listImages({ filters }),
    ]);
    const things: [string | undefined, string][] = [
      ...containers.map(({ Labels, Names }) => [Labels[label], Names[0] ?? ""] as [string, string]),
      ...networks.map(({ Labels, Name }) => [Labels?.[label], Name] as [string, string]),
      ...volumes.map(({ Labels, Name }) => [Labels[label], Name] as [string, string]),
      ...images.map(({ Labels, RepoTags }) => [Labels[label], RepoTags?.join() ?? ""] as [string, string]),
    ];
    return things
      .filter(([stack]) => (stack ?? "").startsWith(`${this.name}-${student}`))
      .map(([, name]) => name)
      .sort();
  }

  containerOf(student: string, system: string): string {
    return `lab-${this.name}-${student}-${system}`;
  }

  /** Addresses of a lab's containers in all networks that they are in. */
  async addressesOf(student: string): Promise<string[]> {
    const found = await this.docker.listContainers({
      filters: { label: [`wazuh-misp-lab.stack=${this.name}-${student}`] },
    });
    return found.flatMap(({ NetworkSettings }) =>
      Object.values(NetworkSettings.Networks).map(({ IPAddress }) => IPAddress),
    );
  }

  /** Those of some hosts and ports that take a connection from inside a container. */
  async reachedFrom(container: string, targets: readonly (readonly [string, number])[]): Promise<string[]> {
    const said = await dockerExec(this.docker, container, ["node", "-e", knock, JSON.stringify(targets)]);
    return JSON.parse(said) as string[];
  }

  /** Text of a file in a container. */
  async read(container: string, path: string): Promise<string> {
    return await dockerExec(this.docker, container, ["cat", path]);
  }

  async end(): Promise<void> {
    await this.lab("class", "down", this.name);
    await rm(this.home, { recursive: true, force: true });
  }
}

/** Run with Node in a container: tries to connect to each target, two seconds at most. */
const knock = `
const { connect } = require("node:net");
const knock = ([host, port]) => new Promise((resolve) => {
  const socket = connect({ host, port, timeout: 2000 });
  const end = (answer) => { socket.destroy(); resolve(answer); };
  socket.once("connect", () => end([host + ":" + port]));
  socket.once("timeout", () => end([]));
  socket.once("error", () => end([]));
});
Promise.all(JSON.parse(process.argv[1]).map(knock)).then((all) => console.log(JSON.stringify(all.flat())));
`;
