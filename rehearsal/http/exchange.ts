import type { IncomingHttpHeaders } from "node:http";

/** One HTTP request as a stand-in's handler sees it: read to its end and, where it was gzipped, unpacked. */
export interface Exchange {
  readonly method: string;
  /** The path without its query, not decoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly remoteAddress: string;
  /** Whether the connection is TLS. */
  readonly secure: boolean;
}

/** What a handler answers with. `content-length` is added; everything else is the handler's own. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** Answers one request. Whatever it throws becomes the server's own 500. */
export type Handler = (exchange: Exchange) => Answer | Promise<Answer>;
