import type { Deployment } from "@pulumi/pulumi/automation/index.js";

/** A resource in a stack's state, as far as it is read here. */
interface Resource {
  readonly type: string;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** Whether a stack's state has nothing in it, such as before the first update. */
export function isEmptyState(state: Deployment): boolean {
  return resourcesOf(state).length === 0;
}

/** What a stack exports, with its secrets in clear: out of a state that was exported with them. */
export function outputsIn(state: Deployment): Readonly<Record<string, unknown>> {
  const stack = resourcesOf(state).find(({ type }) => type === "pulumi:pulumi:Stack");
  return open(stack?.outputs ?? {}) as Readonly<Record<string, unknown>>;
}

function resourcesOf({ deployment }: Deployment): readonly Resource[] {
  return (deployment as { resources?: readonly Resource[] } | null)?.resources ?? [];
}

/** The key and the value that mark an object in a state as a secret; beside them is its JSON text, `plaintext`. */
const signature = ["4dabf18193072939515e22adb298388d", "1b47061264138c4ac30d75fd1eb44270"] as const;

/** A value out of a state with every secret in it opened. */
function open(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(open);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const object = value as Readonly<Record<string, unknown>>;
  return object[signature[0]] === signature[1]
    ? open(JSON.parse(String(object["plaintext"])))
    : Object.fromEntries(Object.entries(object).map(([key, inner]) => [key, open(inner)]));
}
