/**
 * HTTP/1.1 as far as one request over a connection of its own needs it: loading Node's client for that takes eight
 * milliseconds, as long as a whole call.
 */

export interface HttpResponse {
  readonly status: number;
  readonly headers: Headers;
  /** Pieces of the body, in order. */
  readonly body: Iterable<Uint8Array> | AsyncIterable<Uint8Array> | null;
}

/** A request whose connection ends with its answer. */
export const requestBytes = (
  method: string,
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
): Uint8Array => {
  const encoder = new TextEncoder();
  const content = encoder.encode(body);
  const fields = {
    host: url.host,
    ...headers,
    "content-length": String(content.length),
    connection: "close",
  };
  let head = `${method} ${url.pathname}${url.search} HTTP/1.1\r\n`;
  for (const name in fields) {
    head += `${name}: ${fields[name as keyof typeof fields]}\r\n`;
  }
  return joined(encoder.encode(`${head}\r\n`), content);
};

const joined = (first: Uint8Array, second: Uint8Array): Uint8Array => {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
};

/** No line of a response is longer. */
const longestLine = 65_536;
const newline = 10;

const wrong = (): Error =>
  Object.assign(new Error("what answers does not speak HTTP"), { code: "InvalidHTTPResponse" });

/** What the reader waits for: a line of the head, or of a chunk's frame; bytes of the body; or nothing more. */
type Awaited = "status" | "header" | "size" | "bytes" | "gap" | "trailer" | "nothing";

/** Reads a response from pieces, as they come. @see https://www.rfc-editor.org/rfc/rfc9112 */
export class ResponseReader {
  readonly #body: Uint8Array[] = [];
  readonly #decoder = new TextDecoder("latin1");
  #awaited: Awaited = "status";
  #pending: Uint8Array = new Uint8Array(0);
  #status = 0;
  #headers = new Headers();
  /** Bytes of the body, or of the chunk, that are still to come. */
  #left = 0;
  #isChunked = false;
  /** Bytes of the body so far. */
  length = 0;

  /** @returns whether the response is whole @throws where it is none */
  add(piece: Uint8Array): boolean {
    this.#pending = this.#pending.length === 0 ? piece.slice() : joined(this.#pending, piece);
    while (this.#awaited !== "nothing" && this.#step()) {
      // Each step takes what it can from what is pending.
    }
    return this.#awaited === "nothing";
  }

  /** The connection was closed: whether that ends the response rather than cuts it. */
  close(): boolean {
    return this.#awaited === "nothing" || (this.#awaited === "bytes" && this.#left === Infinity);
  }

  get response(): HttpResponse {
    return { status: this.#status, headers: this.#headers, body: this.#body };
  }

  #step(): boolean {
    if (this.#awaited === "bytes") {
      return this.#takeBytes();
    }
    const end = this.#pending.indexOf(newline);
    if (end < 0) {
      if (this.#pending.length > longestLine) {
        throw wrong();
      }
      return false;
    }
    const line = this.#decoder.decode(this.#pending.subarray(0, end)).replace(/\r$/, "");
    this.#pending = this.#pending.subarray(end + 1);
    this.#takeLine(line);
    return true;
  }

  #takeBytes(): boolean {
    const piece = this.#pending.subarray(0, this.#left);
    this.#pending = this.#pending.subarray(piece.length);
    this.#left -= piece.length;
    this.length += piece.length;
    if (piece.length > 0) {
      this.#body.push(piece);
    }
    if (this.#left === 0) {
      this.#awaited = this.#isChunked ? "gap" : "nothing";
      return true;
    }
    return false;
  }

  #takeLine(line: string): void {
    switch (this.#awaited) {
      case "status": {
        const [, status] = /^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(line) ?? [];
        if (status === undefined) {
          throw wrong();
        }
        this.#status = Number(status);
        this.#awaited = "header";
        break;
      }
      case "header":
        this.#takeHeader(line);
        break;
      case "size": {
        const [, size] = /^([0-9a-f]{1,8})[ \t]*(?:;|$)/i.exec(line) ?? [];
        if (size === undefined) {
          throw wrong();
        }
        this.#left = Number.parseInt(size, 16);
        this.#awaited = this.#left === 0 ? "trailer" : "bytes";
        break;
      }
      case "gap":
        this.#awaited = "size";
        break;
      default:
        this.#awaited = line === "" ? "nothing" : "trailer";
    }
  }

  #takeHeader(line: string): void {
    if (line !== "") {
      const colon = line.indexOf(":");
      if (colon < 1) {
        throw wrong();
      }
      this.#headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
      return;
    }
    if (this.#status < 200) {
      // Tells that the answer is on its way.
      this.#headers = new Headers();
      this.#awaited = "status";
      return;
    }
    this.#isChunked = /\bchunked$/i.test(this.#headers.get("transfer-encoding") ?? "");
    const length = this.#headers.get("content-length");
    if (this.#status === 204 || this.#status === 304) {
      this.#left = 0;
    } else if (length !== null && !this.#isChunked) {
      if (!/^\d{1,15}$/.test(length)) {
        throw wrong();
      }
      this.#left = Number(length);
    } else {
      this.#left = Infinity;
    }
    this.#awaited = this.#isChunked ? "size" : this.#left === 0 ? "nothing" : "bytes";
  }
}
