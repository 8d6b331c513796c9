import type { Unwrap } from "@pulumi/pulumi";
import type { ContainerArgs } from "@pulumi/docker";

/** A container's checked inputs: the official arguments, with the defaults that a check fills in. */
export type Inputs = Unwrap<ContainerArgs> & { readonly name: string };

/** The items of one of the arguments that are lists. */
export type Item<Name extends keyof Inputs> =
  NonNullable<Inputs[Name]> extends readonly (infer Element)[] ? Element : never;
