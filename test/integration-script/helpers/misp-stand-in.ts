/**
 * A stand-in for MISP's `/attributes/restSearch` that can also fail in every way that a server can. How it matches is
 * what was measured on MISP 2.5: lists of values, both halves of composites, capitals and accents ignored.
 */
import { once } from "node:events";
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { halvesOf } from "../../../integration-script/misp/halves.ts";

export type Row = Readonly<Record<string, unknown>>;

let nextId = 0;

/** A row as restSearch answers with it. */
export const row = (
  fields: { readonly type: string; readonly value: string; readonly id?: string } & Row,
): Row => {
  nextId += 1;
  const id = fields.id ?? String(nextId);
  return {
    id,
    event_id: "7",
    object_id: "0",
    category: "Network activity",
    to_ids: true,
    uuid: `00000000-0000-4000-8000-${id.padStart(12, "0")}`,
    timestamp: "1795505442",
    comment: "",
    deleted: false,
    first_seen: null,
    last_seen: null,
    Event: {
      id: "7",
      uuid: "4580a37d-020d-47f6-89f4-462bc406443d",
      info: "Test event",
      date: "2026-11-24",
      threat_level_id: "2",
      published: true,
      Orgc: { id: "1", name: "ORGNAME" },
      Tag: [{ id: "1", name: "tlp:amber" }],
    },
    ...fields,
  };
};

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Record<string, unknown>;
}

export type Fault = (response: ServerResponse, request: Request) => void;

export interface MispStandIn extends AsyncDisposable {
  readonly url: string;
  readonly key: string;
  readonly requests: Request[];
  /** What MISP holds. */
  rows: Row[];
  /** Answers in place of MISP where it is set. */
  fault: Fault | undefined;
}

/** As the database compares: without case, accents, widths and trailing blanks. */
const collated = (text: string): string =>
  text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trimEnd();

const matchesValue = (each: Row, values: ReadonlySet<string>): boolean =>
  halvesOf(String(each["type"]), String(each["value"])).some(({ value }) => values.has(collated(value)));

const isPublished = (each: Row): boolean => (each["Event"] as Row | undefined)?.["published"] === true;

/** Rows that a question is about; like MISP, an empty list of values is no filter at all. */
const answer = (rows: readonly Row[], body: Record<string, unknown>): Row[] => {
  const values = new Set(
    (Array.isArray(body["value"]) ? body["value"] : []).map((value) => collated(String(value))),
  );
  const from = Number(body["timestamp"] ?? 0);
  const deleted = Array.isArray(body["deleted"]);
  const found = rows.filter(
    (each) =>
      (values.size === 0 || matchesValue(each, values)) &&
      (body["to_ids"] !== 1 || each["to_ids"] === true) &&
      (body["published"] !== 1 || isPublished(each)) &&
      (deleted || each["deleted"] !== true) &&
      Number(each["timestamp"]) >= from,
  );
  const limit = Number(body["limit"] ?? rows.length);
  const start = limit * (Number(body["page"] ?? 1) - 1);
  return found.sort((a, b) => Number(a["id"]) - Number(b["id"])).slice(start, start + limit);
};

const readJson = async (request: IncomingMessage): Promise<Record<string, unknown>> => {
  const pieces: Buffer[] = [];
  for await (const piece of request) {
    pieces.push(piece as Buffer);
  }
  const text = Buffer.concat(pieces).toString();
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
};

export const sendJson = (response: ServerResponse, status: number, body: unknown, headers = {}): void => {
  response.writeHead(status, { "content-type": "application/json; charset=UTF-8", ...headers });
  response.end(JSON.stringify(body));
};

const keyRefused = {
  name: "Authentication failed.",
  message: "Authentication failed.",
  url: "/attributes/restSearch",
};

/** Starts a stand-in on a free port of the loopback, with TLS where a certificate is given. */
export const startMisp = async (
  rows: Row[] = [],
  certificate?: { readonly certificate: string; readonly privateKey: string },
): Promise<MispStandIn> => {
  const key = "k".repeat(40);
  const requests: Request[] = [];
  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = {
      method: incoming.method ?? "",
      path: incoming.url ?? "",
      headers: incoming.headers,
      body: await readJson(incoming),
    };
    requests.push(request);
    if (misp.fault !== undefined) {
      misp.fault(response, request);
    } else if (request.headers.authorization !== key) {
      sendJson(response, 403, keyRefused);
    } else if (request.path === "/servers/getVersion") {
      sendJson(response, 200, { version: "2.5.1", perm_sync: false, perm_sighting: true });
    } else if (request.path === "/attributes/restSearch") {
      sendJson(response, 200, { response: { Attribute: answer(misp.rows, request.body) } });
    } else if (request.path === "/sightings/add") {
      sendJson(response, 200, { Sighting: { id: "1", source: request.body["source"], type: "0" } });
    } else {
      sendJson(response, 404, { name: "Not Found", message: "Not Found", url: request.path });
    }
  };
  const listener = (incoming: IncomingMessage, response: ServerResponse) => {
    handle(incoming, response).catch(() => response.destroy());
  };
  const server =
    certificate === undefined
      ? createHttpServer(listener)
      : createHttpsServer({ cert: certificate.certificate, key: certificate.privateKey }, listener);
  server.on("tlsClientError", () => undefined).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const misp: MispStandIn = {
    url: `${certificate === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    key,
    requests,
    rows,
    fault: undefined,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return misp;
};
