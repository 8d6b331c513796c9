import type { Invokable, Log, Resource } from "./resource.ts";
import type { Shape } from "./shape.ts";
import type { Values } from "./values.ts";

/** A Pulumi resource plugin. `Context` is what its resources work with, such as a client. */
export interface Plugin<Context> {
  /** The package's name, such as `docker`. */
  readonly name: string;
  /** The version of the official plugin that it stands in for. */
  readonly version: string;
  readonly description: string;
  /** Arguments of the provider resource. */
  readonly configuration: Shape;
  /** Write `__defaults` into inputs, as bridged Terraform providers do. */
  readonly marksDefaults: boolean;
  /** Makes the context, once, from checked arguments of the provider. Must be quick: connect later. */
  configure(args: Values, log: Log): Context;
  /** By type token, such as `docker:index/container:Container`. */
  readonly resources: Readonly<Record<string, Resource<Context>>>;
  /** By token, such as `docker:index/getNetwork:getNetwork`. */
  readonly functions: Readonly<Record<string, Invokable<Context>>>;
}
