import { once } from "node:events";
import { link, readFile, stat, truncate } from "node:fs/promises";
import { createServer, request as httpRequest } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { join } from "node:path";
import test from "ava";
import { createAuthority, issueCertificate } from "../../components/certificate-authority.ts";
import { dnsAlert } from "./helpers/alerts.ts";
import { Manager, runProgram } from "./helpers/manager.ts";
import { row, startMisp } from "./helpers/misp-stand-in.ts";

const evil = () => row({ type: "domain", value: "evil.example" });

/** An HTTP proxy, and what it was asked for. */
const startProxy = async () => {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((incoming, response) => {
    asked.push(`${incoming.method ?? ""} ${incoming.url ?? ""}`);
    const forward = httpRequest(
      incoming.url ?? "",
      { method: incoming.method, headers: incoming.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    incoming.pipe(forward);
  });
  server.on("connect", (incoming, socket: Socket) => {
    asked.push(`CONNECT ${incoming.url ?? ""}`);
    const [host = "", port = ""] = (incoming.url ?? "").split(":");
    const target = connect(Number(port), host, () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      target.pipe(socket).pipe(target);
    });
    [socket, target].forEach((each) => sockets.add(each.on("error", () => undefined)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    asked,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      sockets.forEach((socket) => socket.destroy());
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};

test("MISP is reached through a proxy, with TLS from end to end", async (t) => {
  await using proxy = await startProxy();
  const authority = await createAuthority();
  await using misp = await startMisp(
    [evil()],
    await issueCertificate(authority, { distinguishedName: "CN=misp", names: ["127.0.0.1"] }),
  );
  await using manager = await Manager.create({ key: misp.key });
  await manager.write("etc/custom-misp/ca.pem", authority.certificate);
  const options = { proxy: proxy.url, ca_file: "etc/custom-misp/ca.pem" };
  await manager.call(dnsAlert("evil.example"), { url: misp.url, options });
  t.like((await manager.trace())[0], { outcome: "returned" });
  t.deepEqual(proxy.asked, [`CONNECT ${misp.url.replace("https://", "")}`]);
});

test("MISP without TLS is reached through a proxy", async (t) => {
  await using proxy = await startProxy();
  await using misp = await startMisp([evil()]);
  await using manager = await Manager.create({ key: misp.key });
  await manager.call(dnsAlert("evil.example"), { url: misp.url, options: { proxy: proxy.url } });
  t.like((await manager.trace())[0], { outcome: "returned" });
  t.deepEqual(proxy.asked, [`POST ${misp.url}/attributes/restSearch`]);
});

test("files of the folder that it is called in change nothing", async (t) => {
  await using misp = await startMisp([evil()]);
  await using manager = await Manager.create({ key: misp.key });
  await manager.write(".env", "HTTP_PROXY=http://127.0.0.1:1\nhttp_proxy=http://127.0.0.1:1\n");
  await manager.write("bunfig.toml", 'preload = ["./evil.ts"]\n');
  await manager.write("evil.ts", "process.exit(9)");
  const alert = await manager.write("tmp/a.alert", `${JSON.stringify(dnsAlert("evil.example"))}\n`);
  const call = 'cd "$1" && exec integrations/custom-misp "$2" "" "$3" "" "" 10 3 "> /dev/null 2>&1"';
  const result = await runProgram("/bin/sh", ["-c", call, "sh", manager.folder, alert, misp.url]);
  t.is(result.code, 0, result.stderr);
  t.like((await manager.trace())[0], { outcome: "returned" });
});

test("nothing secret is in the arguments, the trace, the events or the words of an error", async (t) => {
  await using misp = await startMisp([evil()]);
  await using manager = await Manager.create({ key: misp.key });
  const options = { proxy: "http://user:proxy-secret@127.0.0.1:1" };
  const { stderr } = await manager.call(dnsAlert("evil.example"), { url: misp.url, options, retries: "0" });
  await manager.receive(1);
  const trace = await readFile(join(manager.folder, "logs/integrations.log"), "utf8");
  for (const text of [stderr, trace, ...manager.received]) {
    t.false(text.includes(misp.key));
    t.false(text.includes("proxy-secret"));
  }
});

test("a trace that has grown large is put aside", async (t) => {
  await using misp = await startMisp([evil()]);
  await using manager = await Manager.create({ key: misp.key });
  const log = await manager.write("logs/integrations.log", "");
  await truncate(log, 65 * 1024 * 1024);
  await manager.call(dnsAlert("evil.example"), { url: misp.url });
  t.is((await stat(`${log}.1`)).size, 65 * 1024 * 1024);
  t.is((await manager.trace()).length, 1);
});

test("under another name it reads the block of that name", async (t) => {
  await using misp = await startMisp([evil()]);
  await using manager = await Manager.configured(misp);
  const other = join(manager.folder, "integrations/custom-other");
  await link(manager.executable, other);
  const { stdout } = await runProgram(other, ["check"]);
  t.regex(stdout, /<hook_url> is http:\/\/other,/);
});
