import { createServer } from "node:http";
import type { IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import type { ExecutionContext } from "ava";

/** A server that keeps the notifications that it is sent. */
export interface Hooks {
  readonly url: string;
  /** The bodies that are JSON, and the texts of the others. */
  readonly bodies: unknown[];
  readonly headers: IncomingHttpHeaders[];
  /** What it answers with, until told otherwise. */
  status: number;
}

/** Runs until the test is over. */
export async function receiveHooks(t: ExecutionContext): Promise<Hooks> {
  const bodies: unknown[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const text = Buffer.concat(parts).toString();
      headers.push(request.headers);
      bodies.push(request.headers["content-type"]?.startsWith("application/json") ? JSON.parse(text) : text);
      response.writeHead(hooks.status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const hooks: Hooks = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    bodies,
    headers,
    status: 200,
  };
  return hooks;
}
