import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** One port of the door, and where whoever knocks there is led. */
export interface Route {
  readonly port: number;
  readonly origin: { readonly host: string; readonly port: number };
}

/** Milliseconds that the other side may take to answer a connection. */
const connectTimeout = 10_000;

/**
 * Opens one port and leads each connection to the one place that belongs to it, byte for byte: TLS goes through as it is.
 * Where that place does not answer, the connection is closed as if nobody were here.
 *
 * @param address that it listens on
 */
export async function openDoor({ port, origin }: Route, address = "0.0.0.0"): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, (visitor) => lead(visitor, origin));
  server.listen(port, address);
  await once(server, "listening");
  return server;
}

function lead(visitor: Socket, origin: Route["origin"]): void {
  const inside = connect({ ...origin, allowHalfOpen: true, timeout: connectTimeout });
  inside.once("connect", () => inside.setTimeout(0));
  inside.once("timeout", () => inside.destroy());
  for (const [one, other] of [
    [visitor, inside],
    [inside, visitor],
  ] as const) {
    one.on("error", () => other.destroy());
    one.on("close", () => other.destroySoon());
  }
  visitor.pipe(inside);
  inside.pipe(visitor);
}
