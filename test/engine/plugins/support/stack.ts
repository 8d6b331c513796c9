import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { EngineEvent, PulumiFn, Stack, UpOptions } from "@pulumi/pulumi/automation/index.js";
import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";

/** A stack of its own, on the real engine with one of the stand-in plugins. */
export interface PluginStack {
  readonly stack: Stack;
  /** An empty folder for the test's own files, removed with the stack. */
  readonly folder: string;
  /** What the last operation did to each resource, by its name: `create`, `same`, `replace`, … */
  readonly done: Map<string, string>;
  /** What the last operation said about each resource, by its name; passing lines too. */
  readonly said: Map<string, string[]>;
  /** Runs an update of a program and returns its outputs. Throws what the engine printed when it fails. */
  up(program: PulumiFn, options?: UpOptions): Promise<Record<string, unknown>>;
  preview(program: PulumiFn): Promise<void>;
  refresh(): Promise<void>;
  destroy(): Promise<void>;
  /** The file in which the engine keeps the stack's state; secrets are encrypted in it. */
  stateText(): Promise<string>;
  /** A resource's state by its name, if it has one. */
  resource(name: string): Promise<StoredResource | undefined>;
  /** Destroys the stack's resources and removes its folders. */
  close(): Promise<void>;
}

/** A resource as it is in state. */
export interface StoredResource {
  readonly urn: string;
  readonly id: string;
  readonly inputs: Record<string, unknown>;
  readonly outputs: Record<string, unknown>;
}

interface Checkpoint {
  readonly checkpoint: { readonly latest?: { readonly resources?: readonly StoredResource[] } };
}

const plugins = join(import.meta.dirname, "..", "..", "..", "..", "engine", "plugins");
const project = "plugin-test";

/** Opens a stack whose engine is the `pulumi` on PATH and whose one plugin is the stand-in of this name. */
export async function openPluginStack(plugin: string): Promise<PluginStack> {
  const base = await mkdtemp(join(tmpdir(), `${plugin}-plugin-`));
  const [state, folder] = [join(base, "state"), join(base, "files")] as const;
  await Promise.all([mkdir(state), mkdir(folder)]);
  const envVars = {
    PATH: [await writePlugin(base, plugin), process.env["PATH"]].join(delimiter),
    PULUMI_HOME: join(base, "home"),
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK: "true",
  };
  let program: PulumiFn = () => Promise.resolve();
  const stack = await LocalWorkspace.createStack(
    { projectName: project, stackName: "test", program: () => program() },
    { envVars, workDir: base },
  );
  const done = new Map<string, string>();
  const said = new Map<string, string[]>();
  const onEvent = (event: EngineEvent): void => note(event, done, said);
  const begin = (next: PulumiFn): void => {
    program = next;
    done.clear();
    said.clear();
  };
  const stateFile = join(state, ".pulumi", "stacks", project, "test.json");
  return {
    stack,
    folder,
    done,
    said,
    up: async (next, options) => {
      begin(next);
      const { outputs } = await stack.up({ ...options, onEvent });
      return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value as unknown]));
    },
    preview: async (next) => {
      begin(next);
      await stack.preview({ onEvent });
    },
    refresh: async () => {
      begin(program);
      await stack.refresh({ onEvent });
    },
    destroy: async () => {
      begin(program);
      await stack.destroy({ onEvent });
    },
    stateText: () => readFile(stateFile, "utf8"),
    resource: async (name) => {
      const { checkpoint } = JSON.parse(await readFile(stateFile, "utf8")) as Checkpoint;
      return checkpoint.latest?.resources?.find(({ urn }) => nameOf(urn) === name);
    },
    close: async () => {
      await stack.destroy().finally(() => rm(base, { recursive: true, force: true }));
    },
  };
}

function note(event: EngineEvent, done: Map<string, string>, said: Map<string, string[]>): void {
  if (event.resourcePreEvent !== undefined) {
    const { urn, op } = event.resourcePreEvent.metadata;
    // A replacement is told in several steps, of which this is the one that says so.
    if (done.get(nameOf(urn)) !== "replace") {
      done.set(nameOf(urn), op);
    }
  }
  if (event.diagnosticEvent !== undefined) {
    const { urn = "", message } = event.diagnosticEvent;
    said.set(nameOf(urn), [...(said.get(nameOf(urn)) ?? []), message.trimEnd()]);
  }
}

function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

async function writePlugin(base: string, plugin: string): Promise<string> {
  const bin = join(base, "bin");
  const path = join(bin, `pulumi-resource-${plugin}`);
  await mkdir(bin);
  await writeFile(path, `#!/bin/sh\nexec '${process.execPath}' '${join(plugins, plugin, "main.ts")}' "$@"\n`);
  await chmod(path, 0o755);
  return bin;
}
