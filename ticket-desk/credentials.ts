import { timingSafeEqual } from "node:crypto";

/**
 * Whether a request shows the desk's token: as `Bearer`, or as the password of any user where a browser asks for a page.
 * A browser sends a password along with whatever another site has it send, so what changes something wants `Bearer`.
 */
export function isAllowed(
  method: string | undefined,
  authorization: string | undefined,
  token: string,
): boolean {
  const [, scheme = "", shown = ""] = /^(\w+) (\S+)$/.exec(authorization ?? "") ?? [];
  switch (scheme.toLowerCase()) {
    case "bearer":
      return isSame(shown, token);
    case "basic":
      return method === "GET" && isSame(passwordOf(shown), token);
    default:
      return false;
  }
}

function passwordOf(credentials: string): string {
  const text = Buffer.from(credentials, "base64").toString("utf8");
  return text.slice(text.indexOf(":") + 1);
}

function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
