import type { Answer, Exchange } from "../../http/exchange.ts";
import type { Graylog } from "../graylog.ts";
import { ApiProblem, json } from "./errors.ts";

/** A stream that is none: what a reader without streams may search. */
const nothing = "000000000000000000000000";

/**
 * What a user with the role `Reader` is answered: the system's state, and searches in the streams that this user may read.
 * Graylog has more for readers; what this stand-in does not know to be allowed is refused.
 *
 * @param answer gives the root user's answer
 */
export async function readerAnswer(
  exchange: Exchange,
  path: string,
  { state, indices }: Graylog,
  streams: readonly string[],
  answer: (exchange: Exchange) => Promise<Answer>,
): Promise<Answer> {
  const route = `${exchange.method} ${path}`;
  if (route === "GET /api/system") {
    return await answer(exchange);
  }
  if (route === "GET /api/streams") {
    const mine = state.streams.all().filter(({ id }) => streams.includes(id));
    return json({ total: mine.length, streams: mine });
  }
  const [, stream] = /^GET \/api\/streams\/(\w+)$/.exec(route) ?? [];
  if (stream !== undefined && streams.includes(stream)) {
    return await answer(exchange);
  }
  if (route === "POST /api/search/messages") {
    const body = JSON.parse(exchange.body.toString("utf8")) as { streams?: string[] };
    const text = JSON.stringify({ ...body, streams: allowed(body.streams ?? [], streams) });
    return await answer({ ...exchange, body: Buffer.from(text) });
  }
  if (/^GET \/api\/search\/universal\/(relative|absolute)$/.test(route)) {
    // Without a filter these searches want a permission that readers have not got.
    const asked = /^streams:(\S+)$/.exec(exchange.query.get("filter") ?? "")?.[1]?.split(",") ?? [""];
    allowed(asked, streams);
    return await answer(exchange);
  }
  const [, index, id] = /^GET \/api\/messages\/([^/]+)\/([^/]+)$/.exec(route) ?? [];
  const message = index === undefined ? undefined : indices.find(index, id ?? "")?.document["streams"];
  if (Array.isArray(message) && message.some((one) => streams.includes(String(one)))) {
    return await answer(exchange);
  }
  throw forbidden();
}

/** The streams that are searched. @throws {ApiProblem} 403 for one that this user may not read */
function allowed(asked: readonly string[], streams: readonly string[]): readonly string[] {
  if (asked.some((id) => !streams.includes(id))) {
    throw forbidden();
  }
  return asked.length > 0 ? asked : streams.length > 0 ? streams : [nothing];
}

const forbidden = (): ApiProblem => new ApiProblem(403, "Not authorized");
