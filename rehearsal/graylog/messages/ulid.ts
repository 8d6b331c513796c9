import { randomBytes } from "node:crypto";

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** A ULID: sorts by its time, which is in milliseconds since 1970. */
export function ulid(time: number): string {
  let head = "";
  for (let rest = time, index = 0; index < 10; index += 1) {
    head = (alphabet[rest % 32] ?? "0") + head;
    rest = Math.floor(rest / 32);
  }
  return head + [...randomBytes(16)].map((byte) => alphabet[byte % 32] ?? "0").join("");
}
