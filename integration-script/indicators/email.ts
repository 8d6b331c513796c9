/** Addresses of e-mail. */
import { readDomain } from "./domain.ts";
import { isReading, type Reading, single } from "./indicator.ts";

const local = /^[a-z0-9.!#$&'*+/=?^_`{|}~-]{1,64}$/;

/** Reads `user@domain`, with or without a name before it: `Eve <eve@evil.com>`. */
export const readEmail = (text: string): Reading => {
  const bare = (/<([^<>]+)>\s*$/.exec(text)?.[1] ?? text).trim().toLowerCase();
  const at = bare.lastIndexOf("@");
  const domain = readDomain(bare.slice(at + 1));
  if (at < 1 || !local.test(bare.slice(0, at)) || !isReading(domain)) {
    return { reason: "not an address of e-mail" };
  }
  return single(`${bare.slice(0, at)}@${domain.value}`);
};
