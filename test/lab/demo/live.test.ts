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
import { liveEndpoints } from "../../../lab/demo/live/live.ts";
import { windowsAction } from "../../../lab/demo/live/windows-actions.ts";
import { windowsEndpoint } from "../../../lab/demo/live/windows-endpoint.ts";
import { Undo } from "../../../lab/demo/undo.ts";
import { actionSchema } from "../../../scenarios/telemetry.ts";

import { startPasswordServer } from "../../engine/plugins/command/support/password-server.ts";

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

/** Looks a name up where a server answers, and tells what that was asked. */
async function questionsFor(name: string): Promise<string[]> {
  const { command } = linuxAction(action({ resolve: name }), "127.0.0.1");
  const server = createSocket("udp4");
  const questions: string[] = [];
  server.on("message", (query, { port, address }) => {
    questions.push(query.toString("latin1"));
    server.send(query, port, address);
  });
  server.bind(0, "127.0.0.1");
  await once(server, "listening");
  try {
    const { port } = server.address();
    const [program = "", ...parameters] = command.map((word, index) => (index === 5 ? String(port) : word));
    await execute(program, parameters);
  } finally {
    server.close();
  }
  return questions;
}

test("a look-up asks the sinkhole for the name", async (t) => {
  const { command } = linuxAction(action({ resolve: "iabg.de" }), "127.0.0.1");
  t.deepEqual(command.slice(4, 6), ["127.0.0.1", "53"]);
  t.true((await questionsFor("iabg.de"))[0]!.includes("\u0004iabg\u0002de\u0000"));
});

test("a look-up is one datagram, also with a part of ten letters: its length is a line's end to bash", async (t) => {
  const questions = await questionsFor("tenletters.lab.example");
  t.is(questions.length, 1);
  t.true(questions[0]!.includes("\ntenletters\u0003lab\u0007example\u0000"));
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

const decoded = (command: string): string =>
  Buffer.from(command.split(" ").at(-1)!, "base64").toString("utf16le");

test("on Windows a scenario's text is within an encoded command, and quotes in it end nothing", (t) => {
  const path = "C:\\Users\\Public\\it's ’; Remove-Item x #.jpg";
  const { command, text, cleanUp } = windowsAction(
    action({ on: "windows", drop: { path, content: "harmless'\n" } }),
  );
  t.regex(command, /^powershell\.exe -NoProfile -NonInteractive -EncodedCommand [A-Za-z0-9+/=]+$/);
  t.true(decoded(command).includes("WriteAllBytes('C:\\Users\\Public\\it''s ’’; Remove-Item x #.jpg', "));
  t.true(decoded(command).includes(`FromBase64String('${Buffer.from("harmless'\n").toString("base64")}')`));
  t.is(text, "it's ’; Remove-Item x #.jpg");
  t.true(decoded(cleanUp!).startsWith("Remove-Item -LiteralPath 'C:\\Users"));
});

test("a Windows host is acted on over SSH, and its file is taken away at the end", async (t) => {
  const server = await startPasswordServer("password");
  t.teardown(server.stop);
  const { host, port, user, password, hostKey } = server.connection;
  const undo = new Undo();
  const endpoint = windowsEndpoint(
    { name: "win11", connection: { host, port, user, password, hostKey } },
    undo,
  );
  const script = "$null = 'http://stage2.lab.example/a'";
  const done = await endpoint.act(action({ on: "windows", powershell: script }));
  t.is(done.text, Buffer.from(script, "utf16le").toString("base64"));
  await endpoint.act(action({ on: "windows", drop: { path: "C:\\a.txt", content: "x" } }));
  t.deepEqual(await undo.all(), []);
  t.is(server.tried.filter((method) => method === "password").length, 3);
});

test("a host that shows another key gets nothing", async (t) => {
  const [server, other] = await Promise.all([
    startPasswordServer("password"),
    startPasswordServer("password"),
  ]);
  t.teardown(() => Promise.all([server.stop(), other.stop()]));
  const { host, port, user, password } = server.connection;
  const connection = { host, port, user, password, hostKey: other.connection.hostKey };
  const endpoint = windowsEndpoint({ name: "win11", connection: connection }, new Undo());
  await t.throwsAsync(endpoint.act(action({ on: "windows", powershell: "Get-Date" })));
  t.deepEqual(server.tried, []);
});

test("endpoints are told by their system, and an action goes to its own", async (t) => {
  t.is(liveEndpoints({ windows: undefined, linux: undefined }), undefined);
  const act = () => Promise.resolve({ line: "done", text: "text" });
  const live = liveEndpoints({ windows: undefined, linux: { name: "linux-1", act } })!;
  t.deepEqual(live.endpoints, { linux: { id: "", name: "linux-1", os: "linux" } });
  t.is((await live.act(action({ resolve: "iabg.de" }))).line, "done");
  await t.throwsAsync(live.act(action({ on: "windows", powershell: "Get-Date" })), { message: /windows/ });
});

test("what Windows cannot do is refused", (t) => {
  t.throws(() => windowsAction(action({ on: "windows", resolve: "iabg.de" })), { message: /sinkhole/ });
});

test("what Linux cannot do is refused", (t) => {
  t.throws(() => linuxAction(action({ powershell: "Get-Date" }), "192.0.2.1"), { message: /Linux/ });
});
