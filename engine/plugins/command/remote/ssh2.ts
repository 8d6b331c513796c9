import type * as Ssh2 from "ssh2";

/** Loads ssh2 when it is needed: most stacks never connect to another machine. */
export async function loadSsh2(): Promise<typeof Ssh2> {
  return ((await import("ssh2")) as unknown as { default: typeof Ssh2 }).default;
}
