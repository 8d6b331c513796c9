import { chown, readFile, stat } from "node:fs/promises";

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

/** Whether `wazuh` may read a file; where there is no such account, whoever runs this may. */
export async function readableByWazuh(path: string, account: Owner | undefined): Promise<boolean> {
  if (!account) {
    return true;
  }
  const { uid, gid, mode } = await stat(path);
  const bit = uid === account.uid ? 0o400 : gid === account.gid ? 0o040 : 0o004;
  return (mode & bit) !== 0;
}
