import "../engine/lazy-packages.mjs";
import {
  LocalWorkspace,
  PulumiCommand,
  Stack,
  StackNotFoundError,
  type Deployment,
  type EngineEvent,
} from "@pulumi/pulumi/automation/index.js";
import type Docker from "dockerode";
import type { LabContainers } from "../components/readiness/status.ts";
import { stackFileOf, workFolderOf } from "../engine/work-folder.ts";
import { knownIds, removeLeftovers } from "./leftovers.ts";
import { select, type SelectionOptions } from "./selection.ts";
import { forgetSalt } from "./stack-settings.ts";
import { isEmptyState, outputsIn } from "./stack-state.ts";
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

/**
 * One lab's stack, on the same program and state as the plain `pulumi`. The engine is started as seldom as can be: each time
 * takes half a second of a processor and 100 MB, and an update of a class's lab is itself only a few seconds.
 */
export class LabStack {
  readonly name: string;
  readonly #stack: Stack;

  private constructor(name: string, stack: Stack) {
    this.name = name;
    this.#stack = stack;
  }

  /** Opens a stack; one that is not there is made by the first update or preview. @param env what the engine runs with */
  static async open(
    name: string,
    env: Readonly<Record<string, string>>,
    onNotice?: Progress["onNotice"],
  ): Promise<LabStack> {
    await mendStack(name, env, onNotice);
    const workspace = await openWorkspace(name, env);
    // To select a stack would only tell whether it is there: every command is given the stack's name.
    workspace.selectStack = () => Promise.resolve();
    const stack = await Stack.select(name, workspace);
    // After each update the outputs and the history would be asked for, by three more starts of the engine.
    workspace.stackOutputs = () => Promise.resolve({});
    stack.info = () => Promise.resolve(undefined);
    return new LabStack(name, stack);
  }

  /** Opens a stack that is there, or answers with undefined. No other stack is looked at: one may be damaged. */
  static async openExisting(
    name: string,
    env: Readonly<Record<string, string>>,
    onNotice?: Progress["onNotice"],
  ): Promise<LabStack | undefined> {
    const stack = await LabStack.open(name, env, onNotice);
    return (await stack.#findState()) ? stack : undefined;
  }

  /**
   * What the lab of a stack exports, its secrets in clear; undefined where there is no stack. What an update that was
   * interrupted has not written is not in it.
   */
  static async outputsOf(
    name: string,
    env: Readonly<Record<string, string>>,
  ): Promise<Partial<LabOutputs> | undefined> {
    const stack = await LabStack.open(name, env);
    const state = await stack.#findState();
    return state && outputsIn(state);
  }

  /**
   * Brings the lab up, or to its configuration; an interrupted update is cleaned up first.
   *
   * @param part what of it is updated or made anew. @default - all of it is updated
   * @returns what the lab exports then
   * @throws {LabError} for a part that the lab does not have
   */
  async up(
    docker: Docker,
    { onEvent, onNotice }: Progress,
    part: SelectionOptions = {},
  ): Promise<LabOutputs> {
    const state = await this.#recover(docker, onNotice);
    const { target, replace } = select(state, this.name, part);
    await this.#stack.up({
      // Of a part alone nothing else is looked at, either; and where nothing was made nothing can have gone.
      refresh: target === undefined && !isEmptyState(state),
      ...(onEvent && { onEvent }),
      ...(target && { target: [...target], targetDependents: true }),
      ...(replace && { replace: [...replace] }),
    });
    return outputsIn(await this.#stack.exportStack()) as unknown as LabOutputs;
  }

  /** Tells by the engine's events what an update would do. Nothing is changed, and nothing is looked at anew. */
  async preview(onEvent: (event: EngineEvent) => void, part: SelectionOptions = {}): Promise<void> {
    const { target, replace } = select(await this.#state(), this.name, part);
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
    const workspace = await openWorkspace(name, env);
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

  /** The stack's state, with its secrets in clear; undefined where there is no stack. */
  async #findState(): Promise<Deployment | undefined> {
    try {
      return await this.#stack.exportStack();
    } catch (error) {
      if (error instanceof StackNotFoundError) {
        return undefined;
      }
      throw error;
    }
  }

  /** The state of the stack, which is made where there is none. */
  async #state(): Promise<Deployment> {
    const state = await this.#findState();
    if (state) {
      return state;
    }
    await this.#stack.workspace.createStack(this.name);
    return { version: 3, deployment: {} };
  }

  async #recover(docker: Docker, onNotice: Progress["onNotice"] = () => undefined): Promise<Deployment> {
    const holder = await clearStaleLock(this.#stack);
    if (holder !== undefined) {
      onNotice(`The update of process ${holder} was interrupted; it has gone, and its lock was taken away.`);
    }
    const state = await this.#state();
    const removed = await removeLeftovers(docker, this.name, knownIds(state));
    if (removed.length > 0) {
      onNotice(`Removed what an interrupted update left: ${removed.join(", ")}.`);
    }
    const deployment = state.deployment as { pending_operations?: unknown[] } | null;
    if (deployment?.pending_operations?.length) {
      delete deployment.pending_operations;
      await this.#stack.importStack(state);
    }
    return state;
  }
}

/** The engine, which is asked for its version once. */
let engine: Promise<PulumiCommand> | undefined;

async function openWorkspace(name: string, env: Readonly<Record<string, string>>): Promise<LocalWorkspace> {
  const pulumiCommand = await (engine ??= PulumiCommand.get({ skipVersionCheck: true }));
  return await LocalWorkspace.create({ workDir: workFolderOf(name), envVars: { ...env }, pulumiCommand });
}

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
