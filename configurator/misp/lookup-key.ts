import { chmodSync, chownSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { DesiredMisp, LookupKey } from "../desired.ts";
import { HttpError, httpClient, type HttpClient } from "../http-client.ts";

interface StoredKey {
  readonly AuthKey: { readonly id: string; readonly comment: string };
}

/**
 * Keeps a key that may only read in its file, for whoever asks MISP. MISP makes the key itself and shows it once; where the
 * one in the file is not taken any more, it is replaced, and those that were made before under the same comment are
 * removed.
 */
export async function ensureLookupKey(http: HttpClient, url: string, wanted: LookupKey): Promise<void> {
  const held = readKey(wanted.path);
  if (held !== undefined && (await isTaken(url, held))) {
    return;
  }
  const { User: user } = await http.get<{ User: { id: string } }>("/users/view/me");
  const keys = await http.get<StoredKey[]>("/auth_keys/index");
  for (const { AuthKey: key } of keys.filter(({ AuthKey }) => AuthKey.comment === wanted.comment)) {
    await http.post(`/auth_keys/delete/${key.id}`);
  }
  const { AuthKey: made } = await http.post<{ AuthKey: { authkey_raw: string } }>(
    `/auth_keys/add/${user.id}`,
    {
      read_only: true,
      comment: wanted.comment,
    },
  );
  write(wanted, made.authkey_raw);
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
    if (key.comment.startsWith(prefix) && !wanted.has(key.comment)) {
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
