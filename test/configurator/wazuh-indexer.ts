import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { TLSSocket } from "node:tls";
import bcrypt from "bcryptjs";
import type { KeyPair } from "../../components/certificate-authority.ts";

/**
 * Answers as OpenSearch 2.19 with its security plugin was seen to: plain text for who is not let in and while it starts,
 * and the right to set passwords for the administrator's certificate alone.
 */
export class WazuhIndexerDouble {
  /** Hash of each user's password. */
  readonly users: Record<string, string>;
  /** Each change, as `PUT user`. */
  readonly changes: string[] = [];
  status = "green";
  ready = true;
  url = "";
  readonly #server: Server;

  constructor({ certificate, privateKey }: KeyPair, authority: string, users: Record<string, string>) {
    this.users = users;
    this.#server = createServer(
      { cert: certificate, key: privateKey, ca: authority, requestCert: true, rejectUnauthorized: false },
      (request, response) => void this.#answer(request, response),
    );
  }

  async start(): Promise<this> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    this.url = `https://localhost:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [status, body] = this.ready
      ? await this.#reply(request)
      : ([503, "OpenSearch Security not initialized."] as const);
    response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body));
  }

  async #reply(request: IncomingMessage): Promise<readonly [status: number, body: object | string]> {
    const user = await this.#userOf(request);
    if (user === undefined) {
      return [401, "Unauthorized"];
    }
    const { pathname } = new URL(request.url ?? "", this.url);
    const [, changed] = /^\/_plugins\/_security\/api\/internalusers\/([^/]+)$/.exec(pathname) ?? [];
    if (changed !== undefined && request.method === "PUT" && user === "administrator") {
      const { hash } = JSON.parse(Buffer.concat(await request.toArray()).toString("utf8")) as {
        hash: string;
      };
      this.users[decodeURIComponent(changed)] = hash;
      this.changes.push(`PUT ${changed}`);
      return [200, { status: "OK", message: `'${changed}' updated.` }];
    }
    return pathname === "/_cluster/health" ? [200, { status: this.status }] : [200, { user_name: user }];
  }

  async #userOf({ headers, socket }: IncomingMessage): Promise<string | undefined> {
    if (
      socket instanceof TLSSocket &&
      socket.authorized &&
      socket.getPeerCertificate().subject.CN === "admin"
    ) {
      return "administrator";
    }
    const [, encoded = ""] = /^Basic (.*)$/.exec(headers.authorization ?? "") ?? [];
    const [name = "", password = ""] = Buffer.from(encoded, "base64").toString("utf8").split(":");
    return (await bcrypt.compare(password, this.users[name] ?? "")) ? name : undefined;
  }
}
