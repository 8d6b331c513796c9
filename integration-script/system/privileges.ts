import { dlopen } from "bun:ffi";

/**
 * Called by root, as from a shell in the manager's container, custom-misp goes on as the owner of Wazuh's logs: what it
 * writes must be integratord's, which runs as user wazuh, to write as well.
 *
 * @throws where root cannot be given up
 */
export const becomeOwnerOf = async (folder: string): Promise<void> => {
  const { uid, gid } = await Bun.file(folder).stat();
  if (uid === 0) {
    return;
  }
  const { symbols: libc } = dlopen("libc.so.6", {
    setgroups: { args: ["u64", "ptr"], returns: "i32" },
    setgid: { args: ["u32"], returns: "i32" },
    setuid: { args: ["u32"], returns: "i32" },
  });
  if (libc.setgroups(0, null) !== 0 || libc.setgid(gid) !== 0 || libc.setuid(uid) !== 0) {
    throw new Error(`Root could not become the owner of ${folder}.`);
  }
};
