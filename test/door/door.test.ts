import { once } from "node:events";
import { createServer, connect, type AddressInfo, type Server, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import test, { type ExecutionContext } from "ava";
import { openDoor } from "../../door/door.ts";

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

async function listen(t: ExecutionContext, answer: (socket: Socket) => void): Promise<number> {
  const server = createServer({ allowHalfOpen: true }, answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => server.close());
  return portOf(server);
}

async function doorTo(t: ExecutionContext, port: number): Promise<number> {
  const door = await openDoor({ port: 0, origin: { host: "127.0.0.1", port } }, "127.0.0.1");
  t.teardown(() => door.close());
  return portOf(door);
}

test("what is said at the door is heard behind it, and the answer comes back, byte for byte", async (t) => {
  const origin = await listen(t, (socket) => void socket.pipe(socket));
  const visitor = connect(await doorTo(t, origin), "127.0.0.1");
  const said = "\u0000\u0016\u0003".repeat(100_000);
  visitor.end(said);
  t.is(await text(visitor), said);
});

test("a visitor who has said everything still gets the answer", async (t) => {
  const origin = await listen(t, (socket) => {
    void text(socket).then((said) => socket.end(said.toUpperCase()));
  });
  const visitor = connect({ port: await doorTo(t, origin), host: "127.0.0.1", allowHalfOpen: true });
  visitor.end("who knows");
  t.is(await text(visitor), "WHO KNOWS");
});

test("where nobody answers behind the door, the connection ends, and the door stays open", async (t) => {
  const gone = createServer().listen(0, "127.0.0.1");
  await once(gone, "listening");
  const port = portOf(gone);
  gone.close();
  await once(gone, "close");
  const door = await doorTo(t, port);
  for (let visit = 0; visit < 3; visit += 1) {
    const visitor = connect(door, "127.0.0.1");
    visitor.on("error", () => undefined);
    await once(visitor, "close");
  }
  t.pass();
});
