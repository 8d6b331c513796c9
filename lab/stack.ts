import {
  LocalWorkspace,
  StackNotFoundError,
  type EngineEvent,
  type OutputMap,
  type Stack,
} from "@pulumi/pulumi/automation/index.js";
import type Docker from "dockerode";
import type { LabContainers } from "../components/readiness/status.ts";
import { stackFileOf, workFolderOf } from "../engine/work-folder.ts";
import { knownIds, removeLeftovers } from "./leftovers.ts";
import { select, type SelectionOptions } from "./selection.ts";
import { forgetSalt } from "./stack-settings.ts";
import { clearStaleLock } from "./stale-lock.ts";
import { backendFolder, mendState } from "./state-file.ts";

/** What a lab's stack exports: the part that the CLI reads. */
export interface LabOutputs {
  readonly profile: string;
  readonly urls: Readonly<Record<string, string>>;
  /** Who signs in where. */
  readonly users: Readonly<Record<string, string>>;
  /** Address and port of what is published, by service. */
  readonly ports: Readonly<Record<string, string>>;
  readonly containers: LabContainers;
  /** What signs in, by system: secret. */
  readonly signIn?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The command that shows what signs in. */
  readonly secretsHint: string;
}

export interface Progress {
  readonly onEvent?: (event: EngineEvent) => void;
  /** Something that the user should know, such as what was left over and removed. */
  readonly onNotice?: (notice: string) => void;
}

/** One lab's stack, on the same program and state as the plain `pulumi`. */
export class LabStack {
  readonly name: string;
  readonly #stack: Stack;

  private constructor(name: string, stack: Stack) {
    this.name = name;
    this.#stack = stack;
  }

  /** Opens a stack, made when it is not there. @param env what the engine runs with */
  static async open(
    name: string,
    env: Readonly<Record<string, string>>,
    onNotice?: Progress["onNotice"],
  ): Promise<LabStack> {
    await mendStack(name, env, onNotice);
    const stack = await LocalWorkspace.createOrSelectStack(workspaceOf(name), { envVars: { ...env } });
    return new LabStack(name, stack);
  }

  /** Opens a stack that is there, or answers with undefined. No other stack is looked at: one may be damaged. */
  static async openExisting(
    name: string,
    env: Readonly<Record<string, string>>,
    onNotice?: Progress["onNotice"],
  ): Promise<LabStack | undefined> {
    await mendStack(name, env, onNotice);
    try {
      return new LabStack(name, await LocalWorkspace.selectStack(workspaceOf(name), { envVars: { ...env } }));
    } catch (error) {
      if (error instanceof StackNotFoundError) {
        return undefined;
      }
      throw error;
    }
  }

  /**
   * Brings the lab up, or to its configuration; an interrupted update is cleaned up first.
   *
   * @param part what of it is updated or made anew. @default - all of it is updated
   * @throws {LabError} for a part that the lab does not have
   */
  async up(docker: Docker, { onEvent, onNotice }: Progress, part: SelectionOptions = {}): Promise<void> {
    await this.#recover(docker, onNotice);
    const { target, replace } = select(await this.#stack.exportStack(), this.name, part);
    await this.#stack.up({
      // Of a part alone nothing else is looked at, either.
      refresh: target === undefined,
      ...(onEvent && { onEvent }),
      ...(target && { target: [...target], targetDependents: true }),
      ...(replace && { replace: [...replace] }),
    });
  }

  /** Tells by the engine's events what an update would do. Nothing is changed, and nothing is looked at anew. */
  async preview(onEvent: (event: EngineEvent) => void, part: SelectionOptions = {}): Promise<void> {
    const { target, replace } = select(await this.#stack.exportStack(), this.name, part);
    await this.#stack.preview({
      onEvent,
      ...(target && { target: [...target], targetDependents: true }),
      ...(replace && { replace: [...replace] }),
    });
  }

  /** Takes the lab down, and the stack with it. */
  async down(docker: Docker, { onEvent, onNotice }: Progress): Promise<void> {
    await this.#recover(docker, onNotice);
    await this.#stack.destroy({ ...(onEvent && { onEvent }) });
    await removeLeftovers(docker, this.name, new Set());
    await this.#stack.workspace.removeStack(this.name, { preserveConfig: true });
    await forgetSalt(stackFileOf(this.name));
  }

  /**
   * Removes a stack's state without a look into it: what it knew of is not known any more.
   *
   * @returns whether there was one
   */
  static async forget(name: string, env: Readonly<Record<string, string>>): Promise<boolean> {
    const workspace = await LocalWorkspace.create({ workDir: workFolderOf(name), envVars: { ...env } });
    try {
      await workspace.removeStack(name, { force: true, preserveConfig: true });
    } catch (error) {
      if (error instanceof StackNotFoundError) {
        return false;
      }
      throw error;
    }
    await forgetSalt(stackFileOf(name));
    return true;
  }

  /** The stack's configuration with its encrypted values in clear, as the program gets it. */
  async settings(): Promise<Record<string, string>> {
    const values = await this.#stack.getAllConfig();
    return Object.fromEntries(Object.entries(values).map(([key, { value }]) => [key, value]));
  }

  async outputs(): Promise<LabOutputs> {
    const outputs = await this.#stack.outputs();
    return plain(outputs) as unknown as LabOutputs;
  }

  async #recover(docker: Docker, onNotice: Progress["onNotice"] = () => undefined): Promise<void> {
    const holder = await clearStaleLock(this.#stack);
    if (holder !== undefined) {
      onNotice(`The update of process ${holder} was interrupted; it has gone, and its lock was taken away.`);
    }
    const state = await this.#stack.exportStack();
    const removed = await removeLeftovers(docker, this.name, knownIds(state));
    if (removed.length > 0) {
      onNotice(`Removed what an interrupted update left: ${removed.join(", ")}.`);
    }
    const deployment = state.deployment as { pending_operations?: unknown[] } | null;
    if (deployment?.pending_operations?.length) {
      delete deployment.pending_operations;
      await this.#stack.importStack(state);
    }
  }
}

const workspaceOf = (stackName: string) => ({ stackName, workDir: workFolderOf(stackName) });

async function mendStack(
  name: string,
  env: Readonly<Record<string, string>>,
  onNotice: Progress["onNotice"],
): Promise<void> {
  const backend = backendFolder({ ...process.env, ...env });
  const mended = backend && (await mendState(backend, name));
  if (mended) {
    onNotice?.(mended);
  }
}

function plain(outputs: OutputMap): Record<string, unknown> {
  return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value as unknown]));
}
