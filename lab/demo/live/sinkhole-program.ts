// Runs in a container of the lab's network for the time of a live demonstration: whatever an endpoint asks or fetches, it
// asks and fetches here. Every name has this address, every page is the same harmless text, and nothing is passed on. It
// needs nothing but Node: its source is handed to the container as it is. What it is asked for it tells, a line of JSON each.
import { createSocket } from "node:dgram";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import { networkInterfaces } from "node:os";

const own = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ family, internal }) => family === "IPv4" && !internal)?.address;
const tell = (what: object): void => console.log(JSON.stringify(what));

/** The name that a DNS query asks for, and where its question ends. */
function questionOf(query: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join("."), end: at + 5 };
}

const dns = createSocket("udp4");
dns.on("message", (query, { address, port }) => {
  const { name, end } = questionOf(query);
  const isAddress = query.readUInt16BE(end - 4) === 1;
  tell({ dns: name });
  const header = Buffer.from(query.subarray(0, 12));
  header.writeUInt16BE(0x8180, 2); // an answer, without an error
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(isAddress ? 1 : 0, 6);
  header.writeUInt32BE(0, 8);
  const answer = Buffer.from([
    ...[0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4],
    ...(own ?? "127.0.0.1").split(".").map(Number),
  ]);
  dns.send(Buffer.concat([header, query.subarray(12, end), ...(isAddress ? [answer] : [])]), port, address);
});
dns.bind(53, () => tell({ ready: "dns" }));

createHttpServer(({ method, url, headers }, response) => {
  tell({ http: `${method ?? ""} ${url ?? ""}`, host: headers.host });
  response.end("A harmless page of the lab's sinkhole.\n");
}).listen(80, () => tell({ ready: "http" }));

// TLS begins with the name of the server in the clear; more of it is not wanted.
createServer((socket) => {
  socket.once("data", (hello) => {
    tell({ tls: hello.length });
    socket.end(Buffer.from([21, 3, 3, 0, 2, 2, 40])); // the alert handshake_failure
  });
  socket.on("error", () => undefined);
}).listen(443, () => tell({ ready: "tls" }));

createServer((socket) => {
  tell({ connection: socket.localPort });
  socket.on("error", () => undefined);
  socket.end();
}).listen(8443, () => tell({ ready: "tcp" }));
