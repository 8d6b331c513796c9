import { createServer as createPlainServer } from "node:http";
import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import type { Answer, Exchange, Handler } from "./exchange.ts";

/** Where to listen: without an address everywhere; port 0 takes a free one; `tls` makes it HTTPS with that certificate and key (PEM). */
export interface Listening {
  readonly address?: string;
  readonly port: number;
  readonly tls?: { readonly cert: string | Buffer; readonly key: string | Buffer };
  /** Requests with a longer body are answered 413. In bytes. */
  readonly maxBody: number;
}

/** A server that answers: `port` is the one that it got, `close` also ends the connections that are open. */
export interface Served {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/**
 * Milliseconds that an idle connection stays open: longer than clients keep theirs, so that it is the client who closes it,
 * and no request is sent into a connection that was closed a moment ago.
 */
const idle = 75_000;

/** Starts a server and resolves when it listens; rejects when the port cannot be had. */
export async function serve(handler: Handler, listening: Listening): Promise<Served> {
  const listener: RequestListener = (request, response) =>
    void respond(handler, listening, request, response);
  const server: Server =
    listening.tls === undefined ? createPlainServer(listener) : createTlsServer(listening.tls, listener);
  server.keepAliveTimeout = idle;
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  server.once("error", reject);
  server.listen(listening.port, listening.address, () => resolve(undefined));
  await promise;
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function respond(
  handler: Handler,
  listening: Listening,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let answer: Answer;
  try {
    const body = await bodyOf(request, listening.maxBody);
    answer = body === undefined ? { status: 413 } : await handler(exchangeOf(request, body, listening));
  } catch (error) {
    if (request.destroyed && !request.complete) {
      return;
    }
    console.error(`rehearsal: ${request.method ?? ""} ${request.url ?? ""}:`, error);
    answer = { status: 500 };
  }
  const content = request.method === "HEAD" ? "" : (answer.body ?? "");
  response.writeHead(answer.status, { ...answer.headers, "content-length": Buffer.byteLength(content) });
  response.end(content);
}

function exchangeOf(request: IncomingMessage, body: Buffer, listening: Listening): Exchange {
  const target = request.url ?? "/";
  const mark = target.indexOf("?");
  return {
    method: request.method ?? "GET",
    path: mark === -1 ? target : target.slice(0, mark),
    query: new URLSearchParams(mark === -1 ? "" : target.slice(mark + 1)),
    headers: request.headers,
    body,
    remoteAddress: request.socket.remoteAddress ?? "",
    secure: listening.tls !== undefined,
  };
}

/** The whole body, unpacked; undefined when it is longer than allowed. */
async function bodyOf(request: IncomingMessage, maxBody: number): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length <= maxBody) {
      parts.push(part);
    }
  }
  if (length > maxBody) {
    return undefined;
  }
  const whole = Buffer.concat(parts);
  return request.headers["content-encoding"] === "gzip" ? unpacked(whole, maxBody) : whole;
}

function unpacked(packed: Buffer, maxBody: number): Buffer | undefined {
  try {
    return gunzipSync(packed, { maxOutputLength: maxBody });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") {
      return undefined;
    }
    throw error;
  }
}
