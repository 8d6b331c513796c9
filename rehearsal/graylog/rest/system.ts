import { hostname } from "node:os";
import type { Router } from "../../http/router.ts";
import type { Graylog } from "../graylog.ts";
import { version } from "../graylog.ts";
import { newId } from "../store/database.ts";
import { bodyOf } from "./body.ts";
import { json, noContent, notFound } from "./errors.ts";
import { allowlistShape } from "./shapes.ts";

/** `/system`, `/system/urlallowlist`, `/system/indexer/failures` and the root user's tokens. */
export function systemRoutes(router: Router<Graylog>): void {
  router
    .on("GET", "/api/system", (_exchange, graylog) => json(system(graylog)))
    .on("GET", "/api/system/indexer/failures", (exchange, { state }) => {
      const limit = Number(exchange.query.get("limit") ?? 50);
      const rows = state.database.all(
        "SELECT * FROM failures ORDER BY number DESC LIMIT ? OFFSET ?",
        limit,
        Number(exchange.query.get("offset") ?? 0),
      );
      const total = state.database.one("SELECT COUNT(*) AS n FROM failures")?.["n"] ?? 0;
      const failures = rows.map((row) => ({
        id: newId(Number(row["timestamp"])),
        timestamp: new Date(Number(row["timestamp"])).toISOString(),
        index: row["index_name"],
        letter_id: row["message_id"],
        message: row["reason"],
      }));
      return json({ failures, total });
    })
    .on("GET", "/api/system/indexer/failures/count", (_exchange, { state }) =>
      json({ count: state.database.one("SELECT COUNT(*) AS n FROM failures")?.["n"] ?? 0 }),
    )
    .on("GET", "/api/system/urlallowlist", (_exchange, { state }) => {
      const { entries, disabled } = allowlist(state);
      return json({ entries, disabled });
    })
    .on("PUT", "/api/system/urlallowlist", (exchange, { state }) => {
      state.setSingle({ ...bodyOf(exchange, allowlistShape), id: "url allowlist" });
      return noContent;
    })
    .on("GET", "/api/users/:user/tokens", (_exchange, { state }) =>
      json({
        tokens: state.tokens
          .all()
          .map(({ id, name, created_at }) => ({ id, name, created_at, last_access: created_at })),
      }),
    )
    .on("POST", "/api/users/:user/tokens/:name", (_exchange, { state, clock }, parameter) => {
      const id = newId(clock());
      const token = `${newId(clock())}${newId(clock())}`;
      state.tokens.save({ id, token, name: parameter("name"), created_at: new Date(clock()).toISOString() });
      return json({ id, name: parameter("name"), token, last_access: new Date(0).toISOString() });
    })
    .on("DELETE", "/api/users/:user/tokens/:id", (_exchange, { state }, parameter) => {
      if (state.tokens.find(parameter("id")) === undefined) {
        throw notFound("token", parameter("id"));
      }
      state.tokens.remove(parameter("id"));
      return noContent;
    });
}

function allowlist(state: Graylog["state"]): Readonly<Record<string, unknown>> {
  return state.single("url allowlist", () => ({ entries: [], disabled: false }));
}

function system({ state, startedAt }: Graylog): Record<string, unknown> {
  const { nodeId, clusterId } = state.node;
  return {
    facility: "graylog-server",
    codename: "Noir",
    node_id: nodeId,
    cluster_id: clusterId,
    version: `${version}+rehearsal`,
    started_at: new Date(startedAt).toISOString(),
    hostname: hostname(),
    lifecycle: "running",
    lb_status: "alive",
    timezone: "Etc/UTC",
    operating_system: `Rehearsal stand-in on Node ${process.version}`,
    is_leader: true,
    is_processing: true,
  };
}
