import { createHash, timingSafeEqual } from "node:crypto";
import type { Answer, Exchange, Handler } from "../../http/exchange.ts";
import { Router } from "../../http/router.ts";
import type { Graylog } from "../graylog.ts";
import { version } from "../graylog.ts";
import { ApiProblem, json, problemAnswer } from "./errors.ts";
import { definitionRoutes } from "./definitions.ts";
import { indexSetRoutes } from "./index-sets.ts";
import { inputRoutes } from "./inputs.ts";
import { lookupRoutes } from "./lookup.ts";
import { notificationRoutes } from "./notifications.ts";
import { pipelineRoutes } from "./pipelines.ts";
import { searchRoutes } from "./search.ts";
import { streamRoutes } from "./streams.ts";
import { systemRoutes } from "./system.ts";
import { readerAnswer } from "./reader.ts";
import { readableStreams, userRoutes } from "./users.ts";
import { viewRoutes } from "./views.ts";

/** Answers the REST API below `/api`, as Graylog 7.1 would. */
export function graylogHandler(graylog: Graylog): Handler {
  const router = new Router<Graylog>();
  systemRoutes(router);
  userRoutes(router);
  inputRoutes(router);
  indexSetRoutes(router);
  streamRoutes(router);
  pipelineRoutes(router);
  definitionRoutes(router);
  notificationRoutes(router);
  searchRoutes(router);
  viewRoutes(router);
  lookupRoutes(router);
  return async (exchange) => {
    try {
      return await answer(exchange, graylog, router);
    } catch (error) {
      if (error instanceof ApiProblem) {
        return problemAnswer(error);
      }
      throw error;
    }
  };
}

async function answer(exchange: Exchange, graylog: Graylog, router: Router<Graylog>): Promise<Answer> {
  const path = exchange.path.replace(/(.)\/+$/, "$1");
  if (path === "/api/system/lbstatus") {
    return { status: 200, headers: { "Content-Type": "text/plain" }, body: "ALIVE" };
  }
  if (path === "/api") {
    const { nodeId, clusterId } = graylog.state.node;
    return json({
      cluster_id: clusterId,
      node_id: nodeId,
      version: `${version}+rehearsal`,
      tagline: "Manage your logs in the dark and have lasers going and make it look like you're from space!",
    });
  }
  if (!path.startsWith("/api/")) {
    return {
      status: 200,
      headers: { "Content-Type": "text/html; charset=utf-8" },
      body: "<!DOCTYPE html><title>Graylog (rehearsal)</title><p>This is a rehearsal stand-in: it has the REST API below /api, and no web interface.",
    };
  }
  const streams = isRoot(exchange, graylog) ? "every" : readerOf(exchange, graylog);
  if (streams === undefined) {
    return { status: 401, headers: { "WWW-Authenticate": 'Basic realm="Graylog Server"' } };
  }
  if (
    !["GET", "HEAD", "OPTIONS"].includes(exchange.method) &&
    exchange.headers["x-requested-by"] === undefined
  ) {
    throw new ApiProblem(
      400,
      'CSRF protection header is missing. Please add a "X-Requested-By" header to your request.',
    );
  }
  const found = router.find(exchange.method, path);
  if (found.kind === "other methods") {
    throw new ApiProblem(405, "HTTP 405 Method Not Allowed");
  }
  if (found.kind === "nothing") {
    throw new ApiProblem(
      404,
      `HTTP 404 Not Found [rehearsal: ${path} may be one that this stand-in does not have]`,
    );
  }
  return streams === "every"
    ? await found.answer(exchange, graylog)
    : await readerAnswer(exchange, path, graylog, streams, (allowed) => found.answer(allowed, graylog));
}

/** The streams that a user who is not the root user may read; undefined for a stranger. */
function readerOf({ headers }: Exchange, graylog: Graylog): string[] | undefined {
  const { user, password } = credentialsOf(headers.authorization);
  return readableStreams(graylog, user, password);
}

function credentialsOf(authorization = ""): { readonly user: string; readonly password: string } {
  const encoded = /^Basic (.+)$/i.exec(authorization)?.[1] ?? "";
  const text = Buffer.from(encoded, "base64").toString("utf8");
  return { user: text.slice(0, text.indexOf(":")), password: text.slice(text.indexOf(":") + 1) };
}

/** Basic authentication: the root user and the password, or a token and the word `token`. */
function isRoot({ headers }: Exchange, { settings, state }: Graylog): boolean {
  const { user, password } = credentialsOf(headers.authorization);
  if (password === "token") {
    return user !== "" && state.tokens.all().some((token) => token["token"] === user);
  }
  const hash = createHash("sha256").update(password).digest();
  return user === settings.rootUser && timingSafeEqual(hash, Buffer.from(settings.rootPasswordSha2, "hex"));
}
