import { readFileSync } from "node:fs";
import { connect as connectPlain } from "node:net";
import type { Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { Refusal } from "../configuration/refusal.ts";
import type { Properties } from "../configuration/properties.ts";

/** Where an output connects to. Times in milliseconds. */
export interface Upstream {
  readonly host: string;
  readonly port: number;
  readonly tls: TlsSettings | undefined;
  readonly connectTimeout: number;
  readonly idleTimeout: number;
  readonly keepAlive: boolean;
}

/** PEM texts, where there are any. */
export interface TlsSettings {
  readonly verify: boolean;
  readonly serverName: string;
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
  readonly passphrase?: string;
}

/** A port that is no number falls back to the plugin's own, as in the real one. */
export function upstreamOf(properties: Properties, defaultPort: number): Upstream {
  const host = properties.text("host") ?? "127.0.0.1";
  const port = Number.parseInt(properties.text("port") ?? String(defaultPort), 10);
  return {
    host,
    port: port > 0 ? port : defaultPort,
    tls: properties.flag("tls", false) ? tlsOf(properties, host) : undefined,
    connectTimeout: properties.seconds("net.connect_timeout", 10) * 1000,
    idleTimeout: properties.seconds("net.keepalive_idle_timeout", 30) * 1000,
    keepAlive: properties.flag("net.keepalive", true),
  };
}

function tlsOf(properties: Properties, host: string): TlsSettings {
  const file = (name: string): Buffer | undefined => {
    const path = properties.text(name);
    try {
      return path === undefined ? undefined : readFileSync(path);
    } catch {
      throw new Refusal(
        255,
        `[tls] cannot read the file of ${name}: ${path ?? ""}`,
        "error initializing TLS context",
      );
    }
  };
  const ca = file("tls.ca_file");
  const cert = file("tls.crt_file");
  const key = file("tls.key_file");
  const passphrase = properties.text("tls.key_passwd");
  return {
    verify: properties.flag("tls.verify", true),
    serverName: properties.text("tls.vhost") ?? host,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(passphrase === undefined ? {} : { passphrase }),
  };
}

/** Connections to one upstream, kept open between uses. */
export class Connections {
  readonly #upstream: Upstream;
  readonly #idle = new Set<Socket>();

  constructor(upstream: Upstream) {
    this.#upstream = upstream;
  }

  /** Sends bytes and resolves when the system has taken them; rejects when there is no connection or it broke. */
  async send(bytes: Buffer): Promise<void> {
    const socket = this.#takeIdle() ?? (await this.#connect());
    await new Promise<void>((resolve, reject) => {
      const broken = (error?: Error): void => reject(error ?? new Error("connection closed"));
      socket.once("error", broken).once("close", broken);
      socket.write(bytes, (error) => {
        socket.off("error", broken).off("close", broken);
        if (error) {
          reject(error);
        } else {
          resolve();
        }
      });
    });
    this.#release(socket);
  }

  /** Ends the connections that are open and not in use. */
  close(): void {
    for (const socket of this.#idle) {
      socket.destroy();
    }
    this.#idle.clear();
  }

  #takeIdle(): Socket | undefined {
    for (const socket of this.#idle) {
      this.#idle.delete(socket);
      if (socket.writable) {
        return socket;
      }
    }
    return undefined;
  }

  #release(socket: Socket): void {
    if (!this.#upstream.keepAlive) {
      socket.end();
    } else if (socket.writable) {
      this.#idle.add(socket);
    }
  }

  async #connect(): Promise<Socket> {
    const { host, port, tls, connectTimeout, idleTimeout } = this.#upstream;
    const { promise, resolve, reject } = Promise.withResolvers<Socket>();
    const socket =
      tls === undefined
        ? connectPlain({ host, port }, () => resolve(socket))
        : connectTls({ host, port, ...tls, servername: tls.serverName, rejectUnauthorized: tls.verify }, () =>
            resolve(socket),
          );
    socket.once("error", reject);
    const timer = setTimeout(
      () => socket.destroy(new Error(`timed out after ${connectTimeout} ms`)),
      connectTimeout,
    );
    try {
      await promise;
    } finally {
      clearTimeout(timer);
    }
    socket.resume();
    socket.on("error", () => this.#idle.delete(socket));
    socket.on("close", () => this.#idle.delete(socket));
    socket.setTimeout(idleTimeout, () => {
      if (this.#idle.has(socket)) {
        socket.destroy();
      }
    });
    return socket;
  }
}
