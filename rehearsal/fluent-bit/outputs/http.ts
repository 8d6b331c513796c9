import { Agent as PlainAgent, request as plainRequest } from "node:http";
import { Agent as TlsAgent, request as tlsRequest } from "node:https";
import { gzipSync } from "node:zlib";
import type { Properties } from "../configuration/properties.ts";
import { notRehearsed } from "../configuration/refusal.ts";
import type { Log } from "../log.ts";
import type { Chunk } from "../pipeline/chunk.ts";
import { toJson } from "../records/json.ts";
import { jsonStyleOf } from "./json-style.ts";
import type { OutputPlugin } from "./output.ts";
import type { Upstream } from "./upstream.ts";
import { upstreamOf } from "./upstream.ts";

/**
 * The output `http`: a request a chunk. 2xx is delivered, 4xx other than 408 and 429 is given up, anything else is
 * tried again. https://docs.fluentbit.io/manual/data-pipeline/outputs/http
 */
export function httpOutput(properties: Properties, name: string, log: Log): OutputPlugin {
  const prefix = `[output:http:${name}]`;
  const upstream = upstreamOf(properties, 80);
  const agent =
    upstream.tls === undefined ? new PlainAgent({ keepAlive: true }) : new TlsAgent({ keepAlive: true });
  const body = bodyBy(properties, (message) => log.error(`${prefix} ${message}`));
  const timeout = properties.seconds("http.response_timeout", 60) * 1000;
  return {
    flush: async (chunk) => {
      const headers = { ...headersOf(properties, chunk), ...body.headers };
      const path = properties.text("uri") ?? "/";
      const method = (properties.text("http_method") ?? "POST").toUpperCase();
      try {
        const status = await send(upstream, agent, { path, method, headers, timeout }, body.of(chunk));
        const line = `${prefix} ${upstream.host}:${upstream.port}, HTTP status=${status}`;
        if (status >= 200 && status <= 205) {
          log.info(line);
          return "ok";
        }
        log.error(line);
        return status >= 400 && status < 500 && status !== 408 && status !== 429 ? "error" : "retry";
      } catch {
        log.error(`${prefix} no upstream connections available to ${upstream.host}:${upstream.port}`);
        return "retry";
      }
    },
    close: () => agent.destroy(),
  };
}

interface Sending {
  readonly path: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly timeout: number;
}

async function send(
  upstream: Upstream,
  agent: PlainAgent | TlsAgent,
  sending: Sending,
  content: Buffer,
): Promise<number> {
  const { host, port, tls } = upstream;
  return await new Promise((resolve, reject) => {
    const options = { host, port, agent, ...sending };
    const request =
      tls === undefined
        ? plainRequest(options)
        : tlsRequest({ ...options, ...tls, servername: tls.serverName, rejectUnauthorized: tls.verify });
    request.once("response", (response) => {
      response.resume();
      response.once("end", () => resolve(response.statusCode ?? 0));
    });
    request.once("timeout", () => request.destroy(new Error("no answer in time")));
    request.once("error", reject);
    request.end(content);
  });
}

function headersOf(properties: Properties, chunk: Chunk): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const header of properties.texts("header")) {
    const [key = "", value = ""] = header.split(/\s+(.*)/s);
    headers[key] = value;
  }
  const user = properties.text("http_user");
  if (user !== undefined) {
    const password = properties.text("http_passwd") ?? "";
    headers["Authorization"] = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  }
  const tagHeader = properties.text("header_tag");
  return tagHeader === undefined ? headers : { ...headers, [tagHeader]: chunk.tag };
}

function bodyBy(
  properties: Properties,
  error: (message: string) => void,
): { readonly headers: Record<string, string>; readonly of: (chunk: Chunk) => Buffer } {
  const format = (properties.text("format") ?? "json").toLowerCase();
  const style = jsonStyleOf(properties, error);
  const compress = properties.text("compress");
  if (!["json", "json_lines", "json_stream"].includes(format)) {
    throw notRehearsed(`the format "${format}" of the output "http"`);
  }
  if (compress !== undefined && compress !== "gzip") {
    throw notRehearsed(`the compression "${compress}" of the output "http"`);
  }
  const text = (lines: readonly string[]): string => {
    if (format === "json") {
      return `[${lines.join(",")}]`;
    }
    return format === "json_lines" ? lines.map((line) => `${line}\n`).join("") : lines.join("");
  };
  const type = format === "json" ? "application/json" : "application/x-ndjson";
  return {
    headers: { "Content-Type": type, ...(compress === undefined ? {} : { "Content-Encoding": "gzip" }) },
    of: (chunk) => {
      const bytes = Buffer.from(text(chunk.records().map((record) => toJson(record, style))));
      return compress === undefined ? bytes : gzipSync(bytes);
    },
  };
}
