import type { Misp } from "../misp.ts";
import { nowOf } from "../misp.ts";
import type { Role } from "../store/users.ts";
import { findKey, roles } from "../store/users.ts";
import { authenticationFailed, MispError, notPermitted } from "./errors.ts";
import type { MispRequest } from "./request.ts";

/** Who asks, by the key in the header `Authorization`. */
export interface Caller {
  readonly userId: number;
  readonly email: string;
  readonly organisationId: number;
  readonly role: Role;
  /** Set for a key that may read only, whatever its user may. */
  readonly readOnly: boolean;
}

/** @throws {MispError} 403, in the words for what is wrong */
export function callerOf(misp: Misp, request: MispRequest): Caller {
  const key = request.key === undefined ? undefined : findKey(misp.database, request.key.trim());
  const expiration = Number(key?.["expiration"] ?? 0);
  if (key === undefined || (expiration !== 0 && expiration < nowOf(misp))) {
    throw new MispError(403, authenticationFailed);
  }
  if (key["disabled"] === 1) {
    throw new MispError(403, "Authentication failed. Your user account has been disabled.");
  }
  const allowed =
    key["allowed_ips"] === null ? undefined : (JSON.parse(String(key["allowed_ips"])) as string[]);
  if (allowed !== undefined && !allowed.includes(request.remoteAddress.replace(/^::ffff:/, ""))) {
    throw new MispError(403, "It is not possible to use this Auth key from your IP address");
  }
  const role = roles.find(({ id }) => id === key["role_id"]);
  if (role === undefined) {
    throw new MispError(403, authenticationFailed);
  }
  return {
    userId: Number(key["user_id"]),
    email: String(key["email"]),
    organisationId: Number(key["org_id"]),
    role,
    readOnly: key["read_only"] === 1,
  };
}

/** @throws {MispError} 403 unless the caller may change things */
export function mustWrite(caller: Caller): void {
  if (caller.readOnly || !caller.role.write) {
    throw new MispError(403, notPermitted);
  }
}

/** @throws {MispError} 403 unless the caller may add sightings */
export function mustSight(caller: Caller): void {
  if (caller.readOnly || !caller.role.sighting) {
    throw new MispError(403, notPermitted);
  }
}

/** @throws {MispError} 403 unless the caller is a site admin with a key that may write */
export function mustAdminister(caller: Caller): void {
  if (caller.readOnly || !caller.role.siteAdmin) {
    throw new MispError(403, notPermitted);
  }
}
