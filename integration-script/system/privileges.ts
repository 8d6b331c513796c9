import { dlopen } from "bun:ffi";
import type { Owner } from "./libc.ts";

/**
 * Goes on as another user, for good. libc's functions do that for all threads; the kernel's calls only for one.
 *
 * @throws where root cannot be given up
 */
export const become = ({ user, group }: Owner): void => {
  const { symbols: libc } = dlopen("libc.so.6", {
    setgroups: { args: ["u64", "ptr"], returns: "i32" },
    setgid: { args: ["u32"], returns: "i32" },
    setuid: { args: ["u32"], returns: "i32" },
  });
  if (libc.setgroups(0, null) !== 0 || libc.setgid(group) !== 0 || libc.setuid(user) !== 0) {
    throw new Error(`Root could not become user ${user}.`);
  }
};
