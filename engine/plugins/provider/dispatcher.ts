import { autoname } from "./autoname.ts";
import type { Autonaming } from "./autoname.ts";
import type { Checked, Failure } from "./check.ts";
import { checkShape } from "./check.ts";
import { formatNested, parseNested } from "./configuration.ts";
import type { Diff } from "./diff.ts";
import { diffShape } from "./diff.ts";
import { packageSchema } from "./package-schema.ts";
import type { Plugin } from "./plugin.ts";
import type { Log, Made, Operation, Resource, State } from "./resource.ts";
import { planned } from "./planned.ts";
import { keepSecrets, secretsOf } from "./secrets.ts";
import { withoutMarks } from "./shape.ts";
import { withTimeLimit } from "./time-limit.ts";
import type { Values } from "./values.ts";
import { plain, withSecretsOf } from "./values.ts";

/** Which resource a request is about. */
interface Target {
  readonly id: string;
  readonly urn: string;
  readonly type: string;
  readonly name: string;
}

/** What the engine has in state for it. */
interface Known {
  readonly inputs: Values;
  readonly outputs: Values;
}

interface CheckCall extends Omit<Autonaming, "olds"> {
  readonly type: string;
  readonly olds: Values;
  readonly news: Values;
}

/** Finds the resource of each request by its type, and keeps secrets out of resources and in the answers. */
export class Dispatcher {
  readonly version: string;
  readonly #plugin: Plugin<unknown>;
  readonly #logFor: (urn: string) => Log;
  readonly #interrupted = new AbortController();
  #context: { readonly value: unknown } | undefined;

  constructor(plugin: Plugin<never>, logFor: (urn: string) => Log) {
    this.#plugin = plugin;
    this.#logFor = logFor;
    this.version = plugin.version;
  }

  /** The package's schema, as {@link packageSchema} makes it. */
  schema(): object {
    return packageSchema(this.#plugin);
  }

  /** Asks every operation under way to give up. */
  cancel(reason: Error): void {
    this.#interrupted.abort(reason);
  }

  checkConfiguration(news: Values): Checked {
    const { name, configuration } = this.#plugin;
    const { version, ...args } = news;
    const checked = checkShape(configuration, parseNested(configuration, plain(args)), {
      subject: `pulumi:providers:${name}`,
    });
    const inputs = withSecretsOf(formatNested(configuration, checked.inputs), args);
    return { ...checked, inputs: version === undefined ? inputs : { ...inputs, version } };
  }

  diffConfiguration(olds: Values, news: Values): Diff {
    return { changes: diffShape(this.#plugin.configuration, plain(olds), plain(news)) };
  }

  configure(args: Values): void {
    const { configuration } = this.#plugin;
    const value = this.#plugin.configure(parseNested(configuration, plain(args)), this.#logFor(""));
    this.#context = { value };
  }

  async check({ type, olds, news, ...naming }: CheckCall): Promise<Checked> {
    const resource = this.#resource(type);
    const oldInputs = plain(olds);
    const shaped = checkShape(resource.shape, plain(news), {
      subject: type,
      markDefaults: resource.marksDefaults ?? this.#plugin.marksDefaults,
      autoname: () => autoname({ ...naming, olds: oldInputs }),
    });
    const checked = (await resource.check?.(shaped, oldInputs)) ?? shaped;
    return { ...checked, inputs: secretsOf(resource, checked.inputs, news) };
  }

  async diff(call: Target & Known & { news: Values; ignore: readonly string[] }): Promise<Diff> {
    const resource = this.#resource(call.type);
    const state = stateOf(call);
    const news = plain(call.news);
    const diff = (await resource.diff?.(state, news)) ?? {
      changes: diffShape(resource.shape, state.inputs, news),
    };
    const changes = diff.changes.filter(({ path }) => !call.ignore.some((ignored) => covers(ignored, path)));
    const replaces = resource.update === undefined;
    return { ...diff, changes: replaces ? changes.map((change) => ({ ...change, replaces })) : changes };
  }

  async create(call: Target & { news: Values; timeout: number; preview: boolean }): Promise<Made> {
    const resource = this.#resource(call.type);
    const inputs = plain(call.news);
    if (call.preview) {
      const outputs = resource.preview?.(inputs, undefined) ?? planned(resource.shape, inputs);
      return { id: "", outputs: secretsOf(resource, outputs, call.news) };
    }
    return keepSecrets(resource, call.news, {}, () =>
      resource.create(this.#configured(), inputs, this.#operation(call)),
    );
  }

  async read(call: Target & Known & { timeout: number }): Promise<State | undefined> {
    const resource = this.#resource(call.type);
    const state = stateOf(call);
    const read = resource.read
      ? await resource.read(this.#configured(), state, this.#operation(call))
      : state;
    return (
      read && {
        id: read.id,
        inputs: withSecretsOf(read.inputs, call.inputs, resource.knowsSecrets),
        outputs: secretsOf(
          resource,
          withSecretsOf(read.outputs, call.outputs, resource.knowsSecrets),
          call.inputs,
        ),
      }
    );
  }

  async update(call: Target & Known & { news: Values; timeout: number; preview: boolean }): Promise<Values> {
    const resource = this.#resource(call.type);
    const state = stateOf(call);
    const inputs = plain(call.news);
    if (call.preview || resource.update === undefined) {
      const outputs = resource.preview?.(inputs, state) ?? {
        ...state.outputs,
        ...(withoutMarks(inputs) as Values),
      };
      return secretsOf(resource, outputs, call.news);
    }
    const update = resource.update.bind(resource);
    const made = await keepSecrets(resource, call.news, call.outputs, async () => ({
      id: call.id,
      outputs: await update(this.#configured(), state, inputs, this.#operation(call)),
    }));
    return made.outputs;
  }

  async delete(call: Target & Known & { timeout: number }): Promise<void> {
    await this.#resource(call.type).delete(this.#configured(), stateOf(call), this.#operation(call));
  }

  async invoke(token: string, args: Values): Promise<{ outputs: Values; failures: readonly Failure[] }> {
    const invokable = this.#plugin.functions[token];
    if (invokable === undefined) {
      throw new Error(this.#missing("function", token));
    }
    const { inputs, failures } = checkShape(invokable.shape, plain(args), { subject: token });
    if (failures.length > 0) {
      return { outputs: {}, failures };
    }
    const outputs = await invokable.call(this.#configured(), inputs, this.#interrupted.signal);
    return { outputs: withSecretsOf(outputs, args), failures };
  }

  #resource(type: string): Resource<unknown> {
    const resource = this.#plugin.resources[type];
    if (resource === undefined) {
      throw new Error(this.#missing("resource", type));
    }
    return resource;
  }

  #missing(what: string, token: string): string {
    const { name, version } = this.#plugin;
    return `The stand-in for the ${name} plugin has no ${what} ${token}. Install the official plugin: pulumi plugin install resource ${name} v${version}`;
  }

  #configured(): unknown {
    if (this.#context === undefined) {
      throw new Error(`The ${this.#plugin.name} plugin was used before it was configured.`);
    }
    return this.#context.value;
  }

  #operation({ urn, name, timeout }: { urn: string; name: string; timeout: number }): Operation {
    const signal = withTimeLimit(this.#interrupted.signal, timeout);
    return { urn, name, timeout, signal, log: this.#logFor(urn) };
  }
}

function stateOf({ id, inputs, outputs }: Target & Known): State {
  return { id, inputs: plain(inputs), outputs: plain(outputs) };
}

/** Whether a path of `ignoreChanges` is the changed path or one of the objects around it. */
function covers(ignored: string, path: string): boolean {
  return path === ignored || path.startsWith(`${ignored}.`) || path.startsWith(`${ignored}[`);
}
