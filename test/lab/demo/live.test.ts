import { execFile } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { promisify } from "node:util";
import test from "ava";
import { linuxAction } from "../../../lab/demo/live/linux-actions.ts";
import { clientHello, dnsQuery, forPrintf, httpRequest } from "../../../lab/demo/live/packets.ts";
import { actionSchema } from "../../../scenarios/telemetry.ts";

const execute = promisify(execFile);
const action = (given: object) => actionSchema.parse({ on: "linux", ...given });

test("a DNS question is what RFC 1035 says", (t) => {
  t.is(dnsQuery("iabg.de", 0x1234).toString("hex"), `12340100000100000000000004696162670264650000010001`);
});

test("the first message of TLS names the server, as a real server reads it", async (t) => {
  const names: string[] = [];
  const server = createTlsServer({
    SNICallback: (name, done) => {
      names.push(name);
      done(new Error("no"));
    },
  });
  server.on("tlsClientError", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, "127.0.0.1");
  socket.write(clientHello("c2.lab.example", Buffer.alloc(32, 7)));
  socket.on("error", () => undefined);
  await once(socket, "close");
  t.deepEqual(names, ["c2.lab.example"]);
});

test("a request goes to the sinkhole and names the host", (t) => {
  t.is(
    httpRequest("http://downloads.lab.example/2026/invoice.zip?session=1").toString(),
    "GET /2026/invoice.zip?session=1 HTTP/1.1\r\nHost: downloads.lab.example\r\nConnection: close\r\n\r\n",
  );
});

test("an action that writes a file writes exactly its content, whatever is in it, and takes it away", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "live-"));
  t.teardown(() => rm(folder, { recursive: true }));
  const path = join(folder, "a folder/it's $(touch hacked).txt");
  const content = "%s $HOME `id` \\x41\n'\"\n";
  const { command, cleanUp } = linuxAction(action({ drop: { path, content } }), "192.0.2.1");
  await execute(command[0]!, command.slice(1), { cwd: folder });
  t.is(await readFile(path, "utf8"), content);
  await execute(cleanUp![0]!, cleanUp!.slice(1));
  await t.throwsAsync(readFile(path), { code: "ENOENT" });
});

test("a look-up asks the sinkhole, and fails where no one answers", async (t) => {
  const { command } = linuxAction(action({ resolve: "iabg.de" }), "127.0.0.1");
  t.deepEqual(command.slice(4, 6), ["127.0.0.1", "53"]);
  const server = createSocket("udp4");
  const questions: string[] = [];
  server.on("message", (query, { port, address }) => {
    questions.push(query.toString("latin1"));
    server.send(query, port, address);
  });
  server.bind(0, "127.0.0.1");
  await once(server, "listening");
  const to = (port: number) => command.map((word, index) => (index === 5 ? String(port) : word));
  const open = to(server.address().port);
  await execute(open[0]!, open.slice(1));
  t.true(questions[0]!.includes("\u0004iabg\u0002de\u0000"));
  server.close();
});

test("a connection that is refused fails the action", async (t) => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  const { command } = linuxAction(action({ connect: port }), "127.0.0.1");
  await t.throwsAsync(execute(command[0]!, command.slice(1)));
});

test("no action names any other host than the sinkhole to connect to", (t) => {
  for (const given of [
    { resolve: "iabg.de" },
    { tls: "c2.lab.example" },
    { download: "http://downloads.lab.example/a" },
    { connect: 8443 },
  ]) {
    const { command } = linuxAction(action(given), "172.20.0.9");
    t.is(command[4], "172.20.0.9");
    t.false(command.slice(0, 4).join(" ").includes("example"));
  }
});

test("bytes come through a shell's printf as they are", async (t) => {
  const bytes = Buffer.from(Array.from({ length: 255 }, (_, index) => index + 1));
  const { stdout } = await execute("bash", ["-c", 'printf %b "$1" | od -An -v -tx1', "x", forPrintf(bytes)]);
  t.is(stdout.replace(/\s/g, ""), bytes.toString("hex"));
});

test("what Linux cannot do is refused", (t) => {
  t.throws(() => linuxAction(action({ powershell: "Get-Date" }), "192.0.2.1"), { message: /Linux/ });
});
