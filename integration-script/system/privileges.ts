import { statSync } from "node:fs";
import { becomeUser } from "./libc.ts";

/**
 * Called by root, as from a shell in the manager's container, custom-misp goes on as the owner of Wazuh's logs: what it
 * writes must be integratord's, which runs as user wazuh, to write as well.
 */
export const becomeOwnerOf = (folder: string): void => {
  const { uid, gid } = statSync(folder);
  if (uid !== 0) {
    becomeUser(uid, gid);
  }
};
