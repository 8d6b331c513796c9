import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { Database } from "./database.ts";
import type { Row } from "../../store/sqlite.ts";

/** What a role may do. */
export interface Role {
  readonly id: number;
  readonly name: string;
  readonly siteAdmin: boolean;
  readonly write: boolean;
  readonly sighting: boolean;
}

/** The roles of a fresh installation. */
export const roles: readonly Role[] = [
  { id: 1, name: "admin", siteAdmin: true, write: true, sighting: true },
  { id: 2, name: "Org Admin", siteAdmin: false, write: true, sighting: true },
  { id: 3, name: "User", siteAdmin: false, write: true, sighting: true },
  { id: 4, name: "Publisher", siteAdmin: false, write: true, sighting: true },
  { id: 5, name: "Sync user", siteAdmin: false, write: true, sighting: true },
  { id: 6, name: "Read Only", siteAdmin: false, write: false, sighting: false },
];

/** Adds a user and gives its id. */
export function addUser(
  database: Database,
  user: {
    readonly email: string;
    readonly organisationId: number;
    readonly roleId: number;
    readonly now: number;
  },
): number {
  return database.add("users", {
    email: user.email,
    org_id: user.organisationId,
    role_id: user.roleId,
    date_created: user.now,
  });
}

/** What an authentication key is made with. `expiration` in seconds since 1970; 0 is never. */
export interface NewKey {
  readonly userId: number;
  readonly readOnly: boolean;
  readonly comment: string;
  readonly expiration: number;
  readonly allowedIps: string | null;
  readonly now: number;
  /** Set for the administrator's own key only. */
  readonly raw?: string;
}

/** Adds a key. Its text is in the answer and nowhere else: only a hash of it is kept. */
export function addKey(database: Database, key: NewKey): { readonly id: number; readonly raw: string } {
  const raw = key.raw ?? randomKey();
  const id = database.add("auth_keys", {
    uuid: randomUUID(),
    hash: hashOf(raw),
    authkey_start: raw.slice(0, 4),
    authkey_end: raw.slice(-4),
    user_id: key.userId,
    read_only: Number(key.readOnly),
    comment: key.comment,
    expiration: key.expiration,
    created: key.now,
    allowed_ips: key.allowedIps,
  });
  return { id, raw };
}

/** The key with this text, together with its user. */
export function findKey(database: Database, raw: string): Row | undefined {
  return database.one(
    `SELECT auth_keys.*, users.email, users.org_id, users.role_id, users.disabled
     FROM auth_keys JOIN users ON users.id = user_id WHERE hash = ?`,
    hashOf(raw),
  );
}

/** A key as answers show it, without its text. */
export function shownKey(key: Row): Record<string, unknown> {
  return {
    id: String(key["id"]),
    uuid: key["uuid"],
    authkey_start: key["authkey_start"],
    authkey_end: key["authkey_end"],
    created: String(key["created"]),
    expiration: String(key["expiration"]),
    read_only: key["read_only"] === 1,
    user_id: String(key["user_id"]),
    comment: key["comment"],
    allowed_ips: key["allowed_ips"] === null ? null : (JSON.parse(String(key["allowed_ips"])) as unknown),
    last_used: false,
  };
}

function hashOf(raw: string): string {
  return createHash("sha256").update(raw).digest("hex");
}

function randomKey(): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  return [...randomBytes(40)].map((byte) => letters[byte % letters.length]).join("");
}
