// What a class of labs costs: classes of rehearsal labs, brought up, asked how they are, brought up again and taken down.
// `npm run bench -- class [size...]`
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Table from "cli-table3";
import Docker from "dockerode";
import { execa } from "execa";
import { watchTree, type TreeUse } from "./class/process-tree.ts";

/** Labs at a time. */
const parallel = 4;

/** Goals; seconds and bytes. */
const goals = { twenty: 600, memory: 1.5e9, status: 3, growth: 1.25 };

interface Measured extends TreeUse {
  readonly seconds: number;
  readonly told: unknown;
}

/** What one class took. */
interface ClassUse {
  readonly size: number;
  readonly up: Measured;
  readonly again: Measured;
  readonly status: number;
  readonly down: Measured;
  /** Things in Docker that were left. */
  readonly left: number;
}

const project = fileURLToPath(new URL("../", import.meta.url));

/** Runs one command of the lab, and watches all processes that it starts. */
async function measure(home: string, ...parameters: string[]): Promise<Measured> {
  const ended = new AbortController();
  const began = performance.now();
  const command = execa(process.execPath, ["lab/main.ts", ...parameters, "--json"], {
    cwd: project,
    env: { LAB_HOME: home, NODE_COMPILE_CACHE: join(project, "node_modules/.cache/node") },
    reject: false,
    all: true,
  });
  const watched = watchTree(command.pid!, ended.signal);
  const result = await command;
  const seconds = (performance.now() - began) / 1_000;
  ended.abort();
  if (result.exitCode !== 0) {
    throw new Error(`lab ${parameters.join(" ")}: exit code ${result.exitCode}\n${result.all}`);
  }
  return { ...(await watched), seconds, told: JSON.parse(result.stdout) };
}

async function thingsLeft(className: string): Promise<number> {
  const docker = new Docker();
  const label = "wazuh-misp-lab.stack";
  const filters = { label: [label] };
  const [containers, networks, { Volumes: volumes }, images] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
    docker.listImages({ filters }),
  ]);
  const labels = [...containers, ...networks, ...volumes, ...images].map(
    ({ Labels }) => Labels?.[label] ?? "",
  );
  return labels.filter((stack) => stack.startsWith(`${className}-`)).length;
}

async function benchOne(size: number): Promise<ClassUse> {
  const home = await mkdtemp(join(tmpdir(), "class-bench-"));
  const name = `bench${size}`;
  const roster = join(home, "roster.yaml");
  const students = Array.from({ length: size }, (_, index) => `Student ${index + 1}`);
  await writeFile(
    roster,
    JSON.stringify({ class: name, firstPort: 30_000, defaults: { profile: "rehearsal" }, students }),
  );
  const up = () => measure(home, "class", "up", roster, "--parallel", String(parallel));
  const down = () => measure(home, "class", "down", name, "--parallel", String(parallel));
  try {
    const first = await up();
    const { seconds: status } = await measure(home, "class", "status", name);
    const again = await up();
    return { size, up: first, status, again, down: await down(), left: await thingsLeft(name) };
  } catch (error) {
    await down().catch(() => undefined);
    throw error;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

const seconds = (value: number): string => `${value.toFixed(1)} s`;
const megabytes = (value: number): string => `${(value / 1e6).toFixed(0)} MB`;

/** Measures classes of the given sizes, 5, 10 and 20 without any. @returns whether every goal was reached */
export async function benchClass(given: readonly string[]): Promise<boolean> {
  const sizes = (given.length > 0 ? given : ["5", "10", "20"]).map(Number);
  if (sizes.some((size) => !Number.isInteger(size) || size < 1 || size > 100)) {
    throw new Error(`Sizes of classes are whole numbers from 1 to 100, and not ${given.join(" ")}.`);
  }
  const uses: ClassUse[] = [];
  for (const size of sizes) {
    console.error(`A class of ${size} …`);
    uses.push(await benchOne(size));
  }
  const table = new Table({
    head: [
      "labs",
      "up",
      "a lab",
      "processor, a lab",
      "most memory",
      "processes",
      "up again, a lab",
      "status",
      "down",
      "left",
    ],
    style: { head: [], border: [] },
  });
  for (const { size, up, again, status, down, left } of uses) {
    table.push([
      size,
      seconds(up.seconds),
      seconds(up.seconds / size),
      seconds(up.processor / size),
      megabytes(up.memory),
      up.processes,
      seconds(again.seconds / size),
      seconds(status),
      seconds(down.seconds),
      left,
    ]);
  }
  console.log(
    `Classes of rehearsal labs, ${parallel} at a time; memory and processor time of the provisioner alone.`,
  );
  console.log(table.toString());
  const reached = goalsOf(uses);
  console.log(reached.map(([goal, is]) => `${is ? "reached" : "missed "}  ${goal}`).join("\n"));
  return reached.every(([, is]) => is);
}

function goalsOf(uses: readonly ClassUse[]): [string, boolean][] {
  const [smallest, largest] = [uses[0]!, uses.at(-1)!];
  const perLab = ({ up, size }: ClassUse): number => up.seconds / size;
  const twenty = uses.find(({ size }) => size === 20);
  return [
    ...(largest.size > smallest.size
      ? [
          [
            `a lab of the largest class takes at most ${goals.growth} times what one of the smallest takes`,
            perLab(largest) <= goals.growth * perLab(smallest),
          ] as [string, boolean],
        ]
      : []),
    ...(twenty
      ? [
          [`20 labs stand in ${goals.twenty / 60} minutes`, twenty.up.seconds <= goals.twenty] as [
            string,
            boolean,
          ],
          [`status of 20 answers in ${goals.status} s`, twenty.status <= goals.status] as [string, boolean],
        ]
      : []),
    [
      `the provisioner stays below ${megabytes(goals.memory)} at ${parallel} at a time`,
      uses.every(({ up }) => up.memory < goals.memory),
    ],
    ["down leaves nothing", uses.every(({ left }) => left === 0)],
  ];
}
