// A MISP that answers at once: what is measured is the integration. Prints its ports, over HTTP and HTTPS.
// Arguments: certificate and key files, and how many attributes it has for a question without values.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";

const [certificate = "", key = "", total = "0"] = process.argv.slice(2);

const event = (id: number): string =>
  JSON.stringify({
    id: String(id),
    orgc_id: "1",
    org_id: "1",
    date: "2026-11-24",
    threat_level_id: "2",
    info: `Report number ${id} of an open feed`,
    published: true,
    uuid: `4580a37d-020d-47f6-89f4-${String(id).padStart(12, "0")}`,
    analysis: "2",
    timestamp: "1795505723",
    distribution: "0",
    publish_timestamp: "1795505723",
    sharing_group_id: "0",
    extends_uuid: "",
    Tag: [{ local: false, id: "1", name: "tlp:amber", colour: "#b1eacd", numerical_value: null }],
    Orgc: { id: "1", name: "ORGNAME", uuid: "bb331b7c-15ca-4f84-bdfc-3656c2021627", local: true },
  });

const hash = (index: number): string =>
  (index * 2654435761).toString(16).padStart(16, "0").slice(-16).repeat(4);

/** Attributes of the kinds that feeds are made of, in turn. */
const kinds: readonly ((index: number) => readonly [type: string, value: string])[] = [
  (index) => ["domain", `host${index}.evil.example`],
  (index) => ["ip-dst", `45.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`],
  (index) => ["sha256", hash(index)],
  (index) => ["url", `http://host${index}.evil.example/gate.php?id=${index}`],
  (index) => ["filename|sha256", `file${index}.exe|${hash(index)}`],
];

const row = (index: number, type: string, value: string): string =>
  `{"id":"${index + 1}","event_id":"${Math.floor(index / 200) + 1}","object_id":"0","object_relation":null,` +
  `"category":"Network activity","type":"${type}","to_ids":true,"uuid":"196e9f44-7577-4bb8-84e0-${String(index).padStart(12, "0")}",` +
  `"timestamp":"1795505442","distribution":"5","sharing_group_id":"0","comment":"","deleted":false,` +
  `"disable_correlation":false,"first_seen":null,"last_seen":null,"value":"${value}",` +
  `"Event":${event(Math.floor(index / 200) + 1)},` +
  `"Tag":[{"id":"1","name":"tlp:amber","colour":"#b1eacd","numerical_value":null,"inherited":1}]}`;

interface Question {
  readonly value?: readonly string[];
  readonly page?: number;
  readonly limit?: number;
  readonly timestamp?: string;
}

/** Values that begin with `known` are known; a question without values is for a page of everything. */
const rowsOf = ({ value, page = 1, limit = 0, timestamp }: Question): string[] => {
  if (value !== undefined) {
    return value.filter((each) => each.startsWith("known")).map((each, index) => row(index, "domain", each));
  }
  if (timestamp !== undefined) {
    return [];
  }
  const first = (page - 1) * limit;
  const count = Math.max(0, Math.min(limit, Number(total) - first));
  return Array.from({ length: count }, (_, offset) => {
    const index = first + offset;
    return row(index, ...kinds[index % kinds.length]!(index));
  });
};

const answer = (incoming: IncomingMessage, response: ServerResponse): void => {
  let body = "";
  incoming.setEncoding("utf8").on("data", (text: string) => (body += text));
  incoming.on("end", () => {
    const asked = /\/value:([^/]*)$/.exec(incoming.url ?? "")?.[1];
    const question = asked === undefined ? (JSON.parse(body || "{}") as Question) : { value: [asked] };
    response.writeHead(200, { "content-type": "application/json; charset=UTF-8" });
    response.end(`{"response":{"Attribute":[${rowsOf(question).join(",")}]}}`);
  });
};

const plain = createServer(answer).listen(0, "127.0.0.1");
const tls = createTlsServer({ cert: readFileSync(certificate), key: readFileSync(key) }, answer).listen(
  0,
  "127.0.0.1",
);
await Promise.all([once(plain, "listening"), once(tls, "listening")]);
console.log(JSON.stringify([plain, tls].map((server) => (server.address() as AddressInfo).port)));
