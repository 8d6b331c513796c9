import type { Reader } from "../desired.ts";
import { HttpError, httpClient, type HttpClient } from "../http-client.ts";
import { idOf, type Ids } from "./titled.ts";

interface StoredUser {
  readonly id: string;
  readonly username: string;
  readonly email?: string;
  readonly permissions: readonly string[];
}

/** What the users of other labs are told from people's by: an address that nobody can have (RFC 2606). */
const emailDomain = "@lab.invalid";

/**
 * Users with the role `Reader` who may read some streams and no others, by `/users` of 7.1. Those of labs that are not
 * among them any more are removed; people's are not touched.
 *
 * @param api address of the REST API, at which it is tried whether a password is taken
 */
export async function ensureReaders(
  http: HttpClient,
  api: string,
  desired: readonly Reader[],
  streams: Ids,
): Promise<void> {
  const { users } = await http.get<{ users: StoredUser[] }>("/users");
  for (const user of desired) {
    const permissions = user.streams.map((title) => `streams:read:${idOf(streams, title, "stream")}`);
    const there = users.find(({ username }) => username === user.username);
    await (there ? mend(http, api, user, there, permissions) : add(http, user, permissions));
  }
  const wanted = new Set(desired.map(({ username }) => username));
  for (const { username, email } of users) {
    if (email?.endsWith(emailDomain) && !wanted.has(username)) {
      await http.delete(`/users/${encodeURIComponent(username)}`);
    }
  }
}

async function add(
  http: HttpClient,
  { username, password }: Reader,
  permissions: readonly string[],
): Promise<void> {
  await http.post("/users", {
    username,
    password,
    email: `${username}${emailDomain}`,
    first_name: username,
    last_name: "(lab)",
    permissions,
    roles: ["Reader"],
  });
}

async function mend(
  http: HttpClient,
  api: string,
  { username, password }: Reader,
  { id, permissions: held }: StoredUser,
  permissions: readonly string[],
): Promise<void> {
  // Beside what was given, Graylog tells what the role and every user may.
  const ofStreams = held.filter((permission) => permission.startsWith("streams:"));
  if (ofStreams.length !== permissions.length || permissions.some((one) => !ofStreams.includes(one))) {
    await http.put(`/users/${encodeURIComponent(username)}/permissions`, { permissions });
  }
  if (!(await isTaken(api, username, password))) {
    await http.put(`/users/${id}/password`, { password });
  }
}

async function isTaken(api: string, username: string, password: string): Promise<boolean> {
  const credentials = Buffer.from(`${username}:${password}`).toString("base64");
  try {
    await httpClient(api, { Authorization: `Basic ${credentials}` }).get("/system");
    return true;
  } catch (error) {
    if (error instanceof HttpError && error.status === 401) {
      return false;
    }
    throw error;
  }
}
