/**
 * One request over TLS to a server whose certificate authority is given.
 *
 * Bun's fetch parses every well-known authority before its first request over TLS, also where a given one alone counts:
 * that takes three milliseconds of a call that has ten. A connection of its own parses the given one and nothing else.
 */
import { type HttpResponse, requestBytes, ResponseReader } from "./http.ts";

export interface SecureRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Certificate authority, PEM. */
  readonly ca: string;
  /** Milliseconds until the answer must be there. */
  readonly patience: number;
  /** Bytes of the body after which no more are read. */
  readonly most: number;
}

const failure = (code: string): Error => Object.assign(new Error(code), { code });

/**
 * Makes the request once the server has proven who it is.
 *
 * @throws an error with Node's or Bun's code, or one with the name TimeoutError
 */
export const requestSecurely = (address: string, request: SecureRequest): Promise<HttpResponse> => {
  const url = new URL(address);
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const reader = new ResponseReader();
  let unsent = requestBytes(request.method, url, request.headers, request.body);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(Object.assign(new Error("no answer in time"), { name: "TimeoutError" }));
    }, request.patience);
    const done = (settle: () => void, socket?: BunSocket) => {
      clearTimeout(timer);
      settle();
      socket?.terminate();
    };
    const fail = (error: Error, socket?: BunSocket) => {
      done(() => {
        reject(error);
      }, socket);
    };
    const send = (socket: BunSocket) => {
      unsent = unsent.subarray(Math.max(socket.write(unsent), 0));
    };
    let isTrusted = false;
    Bun.connect({
      hostname: host,
      port: Number(url.port || 443),
      tls: { ca: request.ca, serverName: host, rejectUnauthorized: true },
      socket: {
        handshake: (socket, success, error) => {
          isTrusted = success && !error && socket.authorized;
          if (isTrusted) {
            send(socket);
          } else {
            fail(error ?? failure("ERR_TLS_HANDSHAKE"), socket);
          }
        },
        drain: (socket) => {
          if (isTrusted && unsent.length > 0) {
            send(socket);
          }
        },
        data: (socket, piece) => {
          try {
            if (reader.add(piece) || reader.length > request.most) {
              done(() => {
                resolve(reader.response);
              }, socket);
            }
          } catch (error) {
            fail(error as Error, socket);
          }
        },
        close: () => {
          if (reader.close()) {
            done(() => {
              resolve(reader.response);
            });
          } else {
            fail(failure("ECONNRESET"));
          }
        },
        error: (socket, error) => {
          fail(error, socket);
        },
        connectError: (_socket, error) => {
          fail(error);
        },
      },
    }).catch(fail);
  });
};
