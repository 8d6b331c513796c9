import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Handler } from "../http/exchange.ts";
import type { Served } from "../http/serve.ts";
import { serve } from "../http/serve.ts";
import type { Clock } from "./clock.ts";
import { addFeed, defaultFeeds } from "./feeds/feed.ts";
import type { Misp } from "./misp.ts";
import { nowOf } from "./misp.ts";
import { mispHandler } from "./rest/dispatch.ts";
import type { Settings } from "./settings.ts";
import { Database } from "./store/database.ts";
import { organisationNamed } from "./store/organisations.ts";
import { addKey, addUser } from "./store/users.ts";

/** A server at work. `httpsPort` is there only with a certificate. */
export interface MispServer {
  readonly misp: Misp;
  readonly httpPort: number;
  readonly httpsPort: number | undefined;
  stop(): Promise<void>;
}

/** nginx in front of the real one takes no longer body. */
const maxBody = 60 * 1024 * 1024;

/** Starts the server: the state is opened, the first administrator made, and the ports are listened on. */
export async function startServer(
  settings: Settings,
  clock: Clock,
  log: (line: string) => void,
): Promise<MispServer> {
  const database = new Database(settings.files);
  const misp: Misp = { database, settings, clock };
  setUp(misp);
  const readyAt = clock() + settings.startSeconds * 1000;
  const handler = mispHandler(misp, () => clock() >= readyAt);
  const tls = certificateIn(settings.certificates);
  if (tls === undefined) {
    log(`There is no cert.pem and key.pem in ${settings.certificates}: only plain HTTP is served.`);
  }
  const https = tls && (await serve(handler, { port: settings.httpsPort, tls, maxBody }));
  const redirects = https !== undefined && settings.redirectToHttps;
  const http = await serve(redirects ? redirectTo(https) : handler, {
    maxBody,
    port: settings.httpPort,
  });
  log(`Listening on ${http.port}${https === undefined ? "" : ` and, with TLS, on ${https.port}`}.`);
  return {
    misp,
    httpPort: http.port,
    httpsPort: https?.port,
    stop: async () => {
      await Promise.all([http.close(), https?.close()]);
      database.close();
    },
  };
}

/** What misp-docker's set-up does: the organisation, the administrator, and the key given in the environment. */
function setUp(misp: Misp): void {
  const { database, settings } = misp;
  const now = nowOf(misp);
  const known = database.one("SELECT id FROM users WHERE id = 1");
  const { id: organisationId } = organisationNamed(database, settings.adminOrganisation, undefined, true);
  const userId =
    known === undefined
      ? addUser(database, { email: settings.adminEmail, organisationId, roleId: 1, now })
      : Number(known["id"]);
  if (known === undefined) {
    defaultFeeds.forEach((feed) => addFeed(database, feed));
  }
  const { adminKey } = settings;
  if (adminKey !== undefined) {
    // `cake User change_authkey`: whatever other keys the administrator had are good for nothing any more.
    database.run("DELETE FROM auth_keys WHERE user_id = ?", userId);
    addKey(database, {
      userId,
      readOnly: false,
      comment: "",
      expiration: 0,
      allowedIps: null,
      now,
      raw: adminKey,
    });
  }
}

function certificateIn(folder: string): { cert: Buffer; key: Buffer } | undefined {
  try {
    return { cert: readFileSync(join(folder, "cert.pem")), key: readFileSync(join(folder, "key.pem")) };
  } catch {
    return undefined;
  }
}

function redirectTo(https: Served): Handler {
  return ({ headers, path, query }) => {
    const host = (headers.host ?? "localhost").replace(/:\d+$/, "");
    const port = https.port === 443 ? "" : `:${https.port}`;
    const search = query.size === 0 ? "" : `?${query.toString()}`;
    return { status: 301, headers: { Location: `https://${host}${port}${path}${search}` } };
  };
}
