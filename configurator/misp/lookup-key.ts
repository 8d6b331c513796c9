import { chmodSync, chownSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { DesiredMisp, LookupKey } from "../desired.ts";
import { HttpError, httpClient, type HttpClient } from "../http-client.ts";

interface StoredKey {
  readonly AuthKey: { readonly id: string; readonly comment: string | null };
}

/**
 * Keeps a key that may only read in its file, for whoever asks MISP. MISP makes the key itself and shows it once; where the
 * one in the file is not taken any more, it is replaced, and those that were made before under the same comment are
 * removed. The key is not the administrator's: MISP's image ends all of that one's keys at each start.
 */
export async function ensureLookupKey(http: HttpClient, url: string, wanted: LookupKey): Promise<void> {
  const held = readKey(wanted.path);
  if (held !== undefined && (await isTaken(url, held))) {
    return;
  }
  const reader = await ensureReader(http);
  const keys = await http.get<StoredKey[]>("/auth_keys/index");
  for (const { AuthKey: key } of keys.filter(({ AuthKey }) => AuthKey.comment === wanted.comment)) {
    await http.post(`/auth_keys/delete/${key.id}`);
  }
  const { AuthKey: made } = await http.post<{ AuthKey: { authkey_raw: string } }>(
    `/auth_keys/add/${reader.id}`,
    { read_only: true, comment: wanted.comment },
  );
  write(wanted, made.authkey_raw);
}

interface User {
  readonly id: string;
  readonly org_id: string;
  readonly email: string;
}

/** Name of the user whom all keys for look-ups are. */
const readerEmail = "custom-misp@lab.example";

/** Role `Read Only` of MISP's own INSTALL/MYSQL.sql. */
const readOnlyRole = "6";

/** The user who may read what the administrator's organisation may, and change nothing; made where it is not there. */
async function ensureReader(http: HttpClient): Promise<User> {
  const users = await http.get<{ User: User }[]>("/admin/users/index");
  const there = users.find(({ User }) => User.email === readerEmail);
  if (there) {
    return there.User;
  }
  const { User: administrator } = await http.get<{ User: User }>("/users/view/me");
  const { User: made } = await http.post<{ User: User }>("/admin/users/add", {
    email: readerEmail,
    org_id: administrator.org_id,
    role_id: readOnlyRole,
    // A user who has yet to do either is led to a page for it instead of an answer.
    change_pw: "0",
    termsaccepted: "1",
  });
  return made;
}

/** Keeps a key for each lab, and removes those of labs that are not among them any more. */
export async function ensureLabKeys(
  http: HttpClient,
  url: string,
  { prefix, keys }: NonNullable<DesiredMisp["labKeys"]>,
): Promise<void> {
  const wanted = new Set(keys.map(({ comment }) => comment));
  const there = await http.get<StoredKey[]>("/auth_keys/index");
  for (const { AuthKey: key } of there) {
    if (key.comment?.startsWith(prefix) && !wanted.has(key.comment)) {
      await http.post(`/auth_keys/delete/${key.id}`);
    }
  }
  for (const key of keys) {
    await ensureLookupKey(http, url, key);
  }
}

/** The key in a file, or undefined while there is no such file. */
export function readKey(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}

async function isTaken(url: string, key: string): Promise<boolean> {
  try {
    await httpClient(url, { Authorization: key }).get("/servers/getVersion");
    return true;
  } catch (error) {
    if (error instanceof HttpError && error.status === 403) {
      return false;
    }
    throw error;
  }
}

/** Puts the key into its place as a whole, readable by its group alone. */
function write({ path, group }: LookupKey, key: string): void {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true });
  const made = `${path}.next`;
  writeFileSync(made, `${key}\n`, { mode: 0o640 });
  if (group !== undefined) {
    chownSync(made, 0, group);
    chownSync(folder, 0, group);
    chmodSync(folder, 0o750);
  }
  renameSync(made, path);
}
