import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { DgramSocket } from "node-unix-socket";
import { buildCustomMisp, bunProgram, compileFlags } from "../../build/custom-misp.ts";
import { createAuthority, issueCertificate } from "../../components/certificate-authority.ts";
import { pythonWithRequests } from "./python.ts";

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Attributes that the instant MISP has for a sync. */
export const mirrored = 500_000;

/** A manager's folder with custom-misp, its peer, a MISP that answers at once, and a queue that is read. */
export class Stage implements AsyncDisposable {
  readonly folder: string;
  readonly plainUrl: string;
  readonly tlsUrl: string;
  readonly customMisp: string;
  readonly bare: string;
  readonly queue: string;
  readonly ca: string;
  readonly #python: string;
  readonly #stop: () => Promise<void>;

  private constructor(
    folder: string,
    python: string,
    ports: readonly [number, number],
    stop: () => Promise<void>,
  ) {
    this.folder = folder;
    this.#python = python;
    [this.plainUrl, this.tlsUrl] = [`http://127.0.0.1:${ports[0]}`, `https://127.0.0.1:${ports[1]}`];
    this.customMisp = join(folder, "integrations/custom-misp");
    this.bare = join(folder, "integrations/bare");
    this.queue = join(folder, "queue/sockets/queue");
    this.ca = join(folder, "etc/custom-misp/ca.pem");
    this.#stop = stop;
  }

  static async set(): Promise<Stage> {
    const python = await pythonWithRequests();
    const folder = await mkdtemp(join(tmpdir(), "bench-enrichment-"));
    for (const name of ["integrations", "queue/sockets", "logs", "etc/custom-misp", "tmp"]) {
      await mkdir(join(folder, name), { recursive: true });
    }
    const authority = await createAuthority();
    const subject = { distinguishedName: "CN=misp", names: ["127.0.0.1"] };
    const { certificate, privateKey } = await issueCertificate(authority, subject);
    const write = (name: string, text: string) => writeFile(join(folder, name), text, { mode: 0o600 });
    await write("etc/custom-misp/ca.pem", authority.certificate);
    await write("etc/custom-misp/key", "k".repeat(40));
    await write("tmp/cert.pem", certificate);
    await write("tmp/key.pem", privateKey);
    await copyFile((await buildCustomMisp()).path, join(folder, "integrations/custom-misp"));
    await compileBare(join(folder, "integrations/bare"));

    const files = [join(folder, "tmp/cert.pem"), join(folder, "tmp/key.pem")];
    const misp = spawn(process.execPath, [here("instant-misp.ts"), ...files, String(mirrored)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [ports] = (await once(misp.stdout, "data")) as [Buffer];
    const socket = new DgramSocket();
    socket.on("data", () => undefined);
    socket.bind(join(folder, "queue/sockets/queue"));
    return new Stage(folder, python, JSON.parse(ports.toString()) as [number, number], async () => {
      socket.close();
      misp.kill();
      await once(misp, "close");
      await rm(folder, { recursive: true, force: true });
    });
  }

  async write(name: string, text: string): Promise<string> {
    const path = join(this.folder, "tmp", name);
    await writeFile(path, text);
    return path;
  }

  /** The command that integratord would call custom-misp with. */
  call(alertFile: string, optionsFile: string, url = this.plainUrl): string[] {
    return [this.customMisp, alertFile, "", url, "", optionsFile, "60", "3", "> /dev/null 2>&1"];
  }

  peerCall(alertFile: string, url = this.plainUrl): string[] {
    return [this.#python, here("peer.py"), alertFile, "k".repeat(40), url, this.queue, this.ca];
  }

  bareCall(alertFile: string): string[] {
    return [this.bare, alertFile, this.queue];
  }

  /** Runs commands by turns, each `row` times in a row: the next alert finds the program in the caches, too. */
  async run(commands: readonly (readonly string[])[], rounds: number, row = 1): Promise<Measured[]> {
    const { stdout } = await execa(this.#python, [here("runner.py")], {
      input: JSON.stringify({ commands, rounds, row }),
    });
    const results = JSON.parse(stdout) as [milliseconds: number, processor: number, kilobytes: number][][];
    return results.map((runs) => ({
      milliseconds: ascending(runs.map(([milliseconds]) => milliseconds)),
      processor: ascending(runs.map(([, processor]) => processor)),
      megabytes: Math.max(...runs.map(([, , kilobytes]) => kilobytes)) / 1024,
    }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop();
  }
}

export interface Measured {
  /** In ascending order. */
  readonly milliseconds: readonly number[];
  /** Milliseconds on a processor, in ascending order: what other programs do at the same time hardly changes them. */
  readonly processor: readonly number[];
  readonly megabytes: number;
}

const ascending = (values: number[]): number[] => values.sort((a, b) => a - b);

const quarter = (values: readonly number[], number: 1 | 2 | 3): number =>
  values[Math.floor((values.length * number) / 4)]!;

/** The run below which a quarter, half or three quarters of all are. */
export const quartile = ({ milliseconds }: Measured, number: 1 | 2 | 3): number =>
  quarter(milliseconds, number);

/** The run in the middle. */
export const median = (measured: Measured): number => quartile(measured, 2);
export const medianProcessor = ({ processor }: Measured): number => quarter(processor, 2);

export const sum = ({ milliseconds }: Measured): number =>
  milliseconds.reduce((total, each) => total + each, 0);

const compileBare = async (path: string): Promise<void> => {
  const { path: bun } = await bunProgram();
  await execa(bun, ["build", ...compileFlags, here("bare.ts"), "--outfile", path], { cwd: dirname(path) });
};
