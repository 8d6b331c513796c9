import { hashesOf } from "./hashes.ts";

/** A change of a file, as a scenario tells it. */
export interface FileChange {
  readonly path: string;
  readonly content: string;
  readonly change: "added" | "modified";
  readonly user: string;
}

/**
 * The message that an agent's file integrity monitoring sends for a change that it saw at once.
 *
 * @see https://github.com/wazuh/wazuh/blob/v4.14.7/src/syscheckd/src/create_db.c, `fim_json_event`
 */
export function syscheckMessage({ path, content, change, user }: FileChange, time: Date): string {
  const seconds = Math.floor(time.getTime() / 1_000);
  const attributesOf = (text: string, mtime: number): object => {
    const { md5, sha1, sha256 } = hashesOf(text);
    return {
      type: "file",
      size: Buffer.byteLength(text),
      perm: "rw-r--r--",
      uid: "1000",
      gid: "1000",
      user_name: user,
      group_name: user,
      inode: 1_370_547,
      mtime,
      hash_md5: md5,
      hash_sha1: sha1,
      hash_sha256: sha256,
    };
  };
  const before = change === "modified" && {
    changed_attributes: ["size", "mtime", "md5", "sha1", "sha256"],
    old_attributes: attributesOf("", seconds - 60),
  };
  return JSON.stringify({
    type: "event",
    data: {
      path,
      mode: "realtime",
      type: change,
      timestamp: seconds,
      attributes: attributesOf(content, seconds),
      ...before,
    },
  });
}
