import type { Checked } from "./check.ts";
import type { Diff } from "./diff.ts";
import type { Shape } from "./shape.ts";
import type { Values } from "./values.ts";

/** What the engine knows of a resource before an operation. */
export interface State {
  readonly id: string;
  /** The checked inputs that it was last made or updated with; empty where only an id is known (import). */
  readonly inputs: Values;
  readonly outputs: Values;
}

/** What is known of the operation itself. */
export interface Operation {
  readonly urn: string;
  /** The resource's name in the program. */
  readonly name: string;
  /** Aborted when the user interrupts the update, the engine is gone or `timeout` is over: give up soon. */
  readonly signal: AbortSignal;
  /** Seconds that the user allows it by `customTimeouts`; 0 when nothing was said. */
  readonly timeout: number;
  /** Messages for the user, shown with the resource. */
  readonly log: Log;
}

/** Where messages for the user go. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
  /** A passing line of progress, not kept. */
  status(message: string): void;
}

/** A created or updated resource. */
export interface Made {
  readonly id: string;
  readonly outputs: Values;
}

/**
 * One type of resource. Values are plain: secrets are opened before a call and made secret again after it.
 * `Context` is what the plugin's `configure` returned, such as a client.
 */
export interface Resource<Context> {
  /** Its inputs, and the outputs beside them. */
  readonly shape: Shape;
  /** One line for the generated schema. */
  readonly description: string;
  /** Refines inputs that the shape was checked against. May see unknown values. */
  check?(checked: Checked, olds: Values): Checked | Promise<Checked>;
  /** Replaces the comparison by shape. May see unknown values in `inputs`. */
  diff?(state: State, inputs: Values): Diff | Promise<Diff>;
  /** Replaces the planned outputs of a preview: the inputs, and unknown for the shape's outputs. */
  preview?(inputs: Values, state: State | undefined): Values;
  create(context: Context, inputs: Values, operation: Operation): Promise<Made>;
  /** The resource as it is, or undefined when it is gone. Without it a refresh keeps what is in state. */
  read?(context: Context, state: State, operation: Operation): Promise<State | undefined>;
  /** Without it every change replaces. */
  update?(context: Context, state: State, inputs: Values, operation: Operation): Promise<Values>;
  delete(context: Context, state: State, operation: Operation): Promise<void>;
  /** Whether `__defaults` are written into its inputs, where that is not as in the rest of the plugin. */
  readonly marksDefaults?: boolean;
  /**
   * Whether a secret input makes every output secret that is not an input itself, because it may be contained
   * in them.
   */
  readonly secretsSpread?: boolean;
  /**
   * Whether it is one of a provider that knows secrets: one inside a list stays one of its own, and parts of an
   * object that are secret by their shape are made so. Otherwise a list is secret as a whole.
   */
  readonly knowsSecrets?: boolean;
}

/** A function that programs call without making a resource. */
export interface Invokable<Context> {
  readonly shape: Shape;
  readonly description: string;
  call(context: Context, args: Values, signal: AbortSignal): Promise<Values>;
}

/**
 * Thrown by create or update when the resource exists but is not as it should be: its state is kept, and the
 * next update puts it right. Anything else that is thrown means that nothing was made.
 */
export class PartialFailure extends Error {
  readonly id: string;
  readonly outputs: Values;

  constructor(message: string, id: string, outputs: Values, options?: ErrorOptions) {
    super(message, options);
    this.name = "PartialFailure";
    this.id = id;
    this.outputs = outputs;
  }
}

/** Why operations are aborted when the engine has ended without a word: nobody hears how they go. */
export class EngineGone extends Error {
  constructor() {
    super("The Pulumi engine is gone.");
    this.name = "EngineGone";
  }
}
