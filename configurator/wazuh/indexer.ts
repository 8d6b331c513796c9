import { request } from "node:https";
import type { System } from "../converge.ts";
import type { DesiredIndexerUser, DesiredWazuhIndexer } from "../desired.ts";
import { HttpError, httpClient } from "../http-client.ts";

/**
 * Brings the indexer's users to their passwords and proves that it takes alerts. Its file of users counts at the very first
 * start alone; a user whose password is another since then is set by its security API, as the administrator, whom a
 * certificate proves.
 *
 * @see https://docs.opensearch.org/2.19/security/access-control/api/
 */
export function wazuhIndexer({ url, users, administrator, deadline }: DesiredWazuhIndexer): System {
  return {
    name: "wazuh-indexer",
    deadline,
    converge: async () => {
      for (const user of users) {
        if (!(await isTaken(url, user))) {
          await setUser(url, user, administrator);
        }
      }
      const http = httpClient(url, { Authorization: basic(users[0]!) });
      const health = await http.get<{ status: string }>("/_cluster/health");
      if (health.status === "red") {
        throw new Error("the cluster is red: some of its data is not there");
      }
      return `the cluster is ${health.status}, and ${users.map(({ name }) => name).join(", ")} can sign in`;
    },
  };
}

const basic = ({ name, password }: Pick<DesiredIndexerUser, "name" | "password">): string =>
  `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;

async function isTaken(url: string, user: DesiredIndexerUser): Promise<boolean> {
  try {
    await httpClient(url, { Authorization: basic(user) }).get("/_plugins/_security/authinfo");
    return true;
  } catch (error) {
    if (error instanceof HttpError && error.status === 401) {
      return false;
    }
    throw error;
  }
}

/** Makes a user, or sets its password. `fetch` cannot show a certificate. */
function setUser(
  url: string,
  { name, hash, backendRoles, description }: DesiredIndexerUser,
  { certificate, privateKey }: DesiredWazuhIndexer["administrator"],
): Promise<void> {
  const body = JSON.stringify({ hash, backend_roles: backendRoles, description });
  return new Promise((resolve, reject) => {
    const sent = request(
      `${url}/_plugins/_security/api/internalusers/${encodeURIComponent(name)}`,
      {
        method: "PUT",
        cert: certificate,
        key: privateKey,
        headers: { "Content-Type": "application/json" },
        timeout: 30_000,
      },
      (response) => {
        response.toArray().then((chunks: Buffer[]) => {
          const { statusCode = 0 } = response;
          if (statusCode >= 400) {
            const text = Buffer.concat(chunks).toString("utf8").slice(0, 500);
            reject(
              new HttpError(`setting the password of ${name} answered ${statusCode}: ${text}`, statusCode),
            );
          } else {
            resolve();
          }
        }, reject);
      },
    );
    sent.on("timeout", () => sent.destroy(new Error(`setting the password of ${name}: no answer in 30 s`)));
    sent.on("error", reject);
    sent.end(body);
  });
}
