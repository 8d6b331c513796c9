import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { RenderedPage } from "../pages/page.ts";

/** What a portal shows: its page, and what the page asks for to be as new as the lab. */
export interface Portal {
  readonly page: () => Promise<RenderedPage>;
  readonly update: () => Promise<unknown>;
}

/** A portal that is served. */
export interface Served {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Names by which a browser on this machine asks for it. Any other may be an attacker's that points here (DNS rebinding). */
const names = ["localhost", "127.0.0.1"];

/** What every answer says to the browser: nothing is kept, framed, guessed, or told to other sites. */
const headers: Readonly<Record<string, string>> = {
  "Cache-Control": "no-store",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
};

/**
 * Serves a portal on this machine's loopback, to nobody else.
 *
 * - `GET /`: the page
 * - `GET /state.json`: what of it changes
 *
 * @param port 0 takes any that is free
 * @throws {NodeJS.ErrnoException} `EADDRINUSE` when the port is taken
 */
export async function servePortal(portal: Portal, port: number): Promise<Served> {
  const server = createServer((request, response) => {
    answer(request, portal, (server.address() as AddressInfo).port)
      .catch((error: unknown) => failed(error as Error))
      .then((found) => send(request, response, found))
      .catch(() => response.destroy());
  });
  await listen(server, port);
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Answer {
  readonly status: number;
  readonly type: "text/html" | "text/plain" | "application/json";
  readonly body: string;
  readonly policy?: string;
}

async function answer(
  { method, url, headers: asked }: IncomingMessage,
  portal: Portal,
  port: number,
): Promise<Answer> {
  if (!names.some((name) => asked.host === `${name}:${port}`)) {
    return plain(421, `This is the portal of a lab. Its address is http://localhost:${port}/`);
  }
  if (method !== "GET" && method !== "HEAD") {
    return plain(405, "The portal is only read: GET or HEAD.");
  }
  switch (url) {
    case "/": {
      const { html, policy } = await portal.page();
      return { status: 200, type: "text/html", body: html, policy };
    }
    case "/state.json":
      return { status: 200, type: "application/json", body: JSON.stringify(await portal.update()) };
    default:
      return plain(404, "The portal has / and /state.json.");
  }
}

const plain = (status: number, body: string): Answer => ({ status, type: "text/plain", body: `${body}\n` });

const failed = ({ message }: Error): Answer => plain(503, `The lab cannot be read: ${message}`);

function send(
  { method }: IncomingMessage,
  response: ServerResponse,
  { status, type, body, policy = "default-src 'none'" }: Answer,
): void {
  response.writeHead(status, {
    ...headers,
    ...(status === 405 && { Allow: "GET, HEAD" }),
    "Content-Security-Policy": `${policy}; frame-ancestors 'none'`,
    "Content-Type": `${type}; charset=utf-8`,
    "Content-Length": Buffer.byteLength(body),
  });
  response.end(method === "HEAD" ? undefined : body);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
}
