/** A folder like a manager's `/var/ossec`, with the compiled custom-misp in it and a receiver on its queue socket. */
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { copyFile, link, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DgramSocket } from "node-unix-socket";
import { buildCustomMisp } from "../../../build/custom-misp.ts";
import type { Trace } from "../../../integration-script/trace.ts";

export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Milliseconds that the call took. */
  readonly took: number;
}

/** One copy of the executable a process, on the file system of the folders, so that each of them takes a link. */
let copy: Promise<string> | undefined;
const executableCopy = (): Promise<string> =>
  (copy ??= (async () => {
    const path = join(await mkdtemp(join(tmpdir(), "custom-misp-executable-")), "custom-misp");
    await copyFile((await buildCustomMisp()).path, path);
    process.once("exit", () => {
      rmSync(dirname(path), { recursive: true, force: true });
    });
    return path;
  })());

export const runProgram = (
  program: string,
  args: readonly string[],
  { input, env }: { input?: string; env?: Record<string, string> } = {},
): Promise<Result> =>
  new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"], env: { ...process.env, ...env } });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      resolve({
        code: code ?? -1,
        stdout,
        stderr: signal === null ? stderr : `${stderr}${signal}`,
        took: performance.now() - began,
      });
    });
    child.stdin.on("error", () => undefined).end(input ?? "");
  });

export class Manager implements AsyncDisposable {
  readonly folder: string;
  readonly executable: string;
  /** Datagrams that the queue took, as text. */
  readonly received: string[] = [];
  #socket: DgramSocket | undefined;
  #alerts = 0;

  private constructor(folder: string) {
    this.folder = folder;
    this.executable = join(folder, "integrations", "custom-misp");
  }

  static async create({ key }: { readonly key?: string } = {}): Promise<Manager> {
    const manager = new Manager(await mkdtemp(join(tmpdir(), "ossec-")));
    for (const name of ["integrations", "queue/sockets", "logs", "etc/custom-misp", "tmp"]) {
      await mkdir(join(manager.folder, name), { recursive: true });
    }
    await link(await executableCopy(), manager.executable);
    if (key !== undefined) {
      await manager.write("etc/custom-misp/key", `${key}\n`);
    }
    manager.listen();
    return manager;
  }

  /** A manager whose ossec.conf has the integration's block. */
  static async configured(
    misp: { readonly url: string; readonly key: string },
    options: Record<string, unknown> = {},
  ): Promise<Manager> {
    const manager = await Manager.create({ key: misp.key });
    await manager.write(
      "etc/ossec.conf",
      `<ossec_config>
        <!-- <integration><name>custom-misp</name><hook_url>http://commented.out</hook_url></integration> -->
        <integration><name>custom-other</name><hook_url>http://other</hook_url></integration>
      </ossec_config>
      <ossec_config>
        <integration>
          <name>custom-misp</name>
          <hook_url>${misp.url}</hook_url>
          <group>sysmon_event_22</group>
          <alert_format>json</alert_format>
          <options>${JSON.stringify(options)}</options>
        </integration>
      </ossec_config>`,
    );
    return manager;
  }

  async write(path: string, content: string): Promise<string> {
    const file = join(this.folder, path);
    await writeFile(file, content, { mode: 0o600 });
    return file;
  }

  /** Begins to read the queue. */
  listen(): void {
    this.#socket = new DgramSocket();
    this.#socket.on("data", (bytes: Buffer) => this.received.push(bytes.toString()));
    this.#socket.bind(join(this.folder, "queue/sockets/queue"));
  }

  /** Takes the queue away. */
  async hangUp(): Promise<void> {
    this.#socket?.close();
    this.#socket = undefined;
    await rm(join(this.folder, "queue/sockets/queue"), { force: true });
  }

  /** Calls custom-misp as integratord does, for one alert, several (one a line) or a text of any kind. */
  async call(
    alert: unknown,
    {
      url,
      options,
      timeout = "10",
      retries = "3",
      key = "",
    }: {
      readonly url: string;
      readonly options?: Record<string, unknown> | string;
      readonly timeout?: string;
      readonly retries?: string;
      readonly key?: string;
    },
  ): Promise<Result> {
    const number = (this.#alerts += 1);
    const lines = Array.isArray(alert) ? alert : [alert];
    const text =
      typeof alert === "string" ? alert : lines.map((line) => `${JSON.stringify(line)}\n`).join("");
    const file = await this.write(`tmp/custom-misp-1795505170-${number}.alert`, text);
    const optionsText = typeof options === "string" ? options : JSON.stringify(options);
    const optionsFile =
      options === undefined ? "" : await this.write(`tmp/custom-misp-${number}.options`, optionsText);
    return this.run([file, key, url, "", optionsFile, timeout, retries, "> /dev/null 2>&1"]);
  }

  run(
    args: readonly string[],
    settings: { input?: string; env?: Record<string, string> } = {},
  ): Promise<Result> {
    return runProgram(this.executable, args, settings);
  }

  /** What stands in the trace, call by call. */
  async trace(): Promise<Trace[]> {
    const text = await readFile(join(this.folder, "logs/integrations.log"), "utf8");
    return text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Trace);
  }

  /** The events that the queue took, without their headers. */
  events(): { readonly header: string; readonly misp: Record<string, unknown> }[] {
    return this.received.map((line) => {
      const start = line.indexOf("{");
      return {
        header: line.slice(0, start),
        misp: (JSON.parse(line.slice(start)) as { misp: Record<string, unknown> }).misp,
      };
    });
  }

  /** Waits until the queue took that many datagrams. */
  async receive(count: number): Promise<void> {
    const end = performance.now() + 20_000;
    while (this.received.length < count) {
      if (performance.now() > end) {
        throw new Error(`The queue took ${this.received.length} datagrams, not ${count}.`);
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket?.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
