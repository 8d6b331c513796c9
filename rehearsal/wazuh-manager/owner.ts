import { chown, readFile } from "node:fs/promises";

/** A user and group by number. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The account `wazuh` that the official image has, 999:999. Undefined where this process cannot give files away or the
 * system has no such account, as outside a container.
 */
export async function wazuhAccount(): Promise<Owner | undefined> {
  if (process.getuid?.() !== 0) {
    return undefined;
  }
  const accounts = await readFile("/etc/passwd", "utf8");
  const [, uid, gid] = /^wazuh:[^:]*:(\d+):(\d+):/m.exec(accounts) ?? [];
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

/** Gives a file to `wazuh`, or to root with the group `wazuh`, where there is that account. */
export async function give(path: string, account: Owner | undefined, user: "wazuh" | "root"): Promise<void> {
  if (account) {
    await chown(path, user === "root" ? 0 : account.uid, account.gid);
  }
}
