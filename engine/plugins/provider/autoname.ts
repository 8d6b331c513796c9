import { createHash } from "node:crypto";
import type { Value, Values } from "./values.ts";
import { defaultsKey } from "./shape.ts";

/** What a name is made from. */
export interface Autonaming {
  /** The resource's name in the program. */
  readonly name: string;
  /** Random bytes that the engine keeps for this step. */
  readonly seed: Uint8Array;
  /** What the user's `pulumi:autonaming` configuration says, if there is any. */
  readonly autonaming:
    { readonly proposed: string; readonly mode: "propose" | "enforce" | "disable" } | undefined;
  /** The inputs that the resource was last made with. */
  readonly olds: Values;
}

/**
 * The name of a resource that was given none: the one that it has, or its name in the program, "-" and seven
 * hexadecimal digits. https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming
 */
export function autoname({ name, seed, autonaming, olds }: Autonaming): string | undefined {
  const old = olds["name"];
  if (typeof old === "string" && isDefaulted(olds[defaultsKey], "name")) {
    return old;
  }
  if (autonaming !== undefined) {
    return autonaming.mode === "disable" ? undefined : autonaming.proposed;
  }
  return `${name}-${createHash("sha256").update(seed).digest("hex").slice(0, 7)}`;
}

function isDefaulted(defaults: Value | undefined, name: string): boolean {
  return Array.isArray(defaults) && defaults.includes(name);
}
