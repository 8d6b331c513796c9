import type { Service } from "./configuration/service.ts";
import type { FilterInstance } from "./filters/filter.ts";
import type { OutputInstance } from "./outputs/output.ts";
import type { Engine } from "./pipeline/engine.ts";
import type { Answer, Handler } from "../http/exchange.ts";
import { Router } from "../http/router.ts";
import { Health } from "./health.ts";
import type { Metrics } from "./metrics.ts";
import { metricsOf } from "./metrics.ts";

/** The version that the stand-in was made after. */
export const version = "5.1.1";

/** What the HTTP server tells about. */
export interface Observed {
  readonly engine: Engine;
  readonly filters: readonly FilterInstance[];
  readonly outputs: readonly OutputInstance[];
  readonly service: Service;
}

/** The HTTP server's pages. https://docs.fluentbit.io/manual/administration/monitoring */
export function httpApi(observed: Observed): Handler {
  const startedAt = Date.now();
  const health = new Health(observed.outputs, observed.service.health);
  const router = new Router<undefined>()
    .on("GET", "/", () =>
      json({ "fluent-bit": { version, edition: "Community", flags: ["REHEARSAL_STAND_IN"] } }),
    )
    .on("GET", "/api/v1/uptime", () => json(uptime(Math.floor((Date.now() - startedAt) / 1000))))
    .on("GET", "/api/v1/metrics", () => json(metricsOf(observed)))
    .on("GET", "/api/v1/metrics/prometheus", () => text(200, prometheus(metricsOf(observed))))
    .on("GET", "/api/v2/metrics/prometheus", () => text(200, prometheus(metricsOf(observed))))
    .on("GET", "/api/v1/health", () => (health.state().healthy ? text(200, "ok\n") : text(500, "error\n")))
    .on("GET", "/api/v2/health", () => {
      const { healthy, counts } = health.state();
      return json({ status: healthy ? "ok" : "error", ...counts }, healthy ? 200 : 500);
    });
  if (observed.service.storageMetrics) {
    router.on("GET", "/api/v1/storage", () => {
      const { total, onDisk } = observed.engine.pending;
      return json({
        storage_layer: {
          chunks: {
            total_chunks: total,
            mem_chunks: total - onDisk,
            fs_chunks: onDisk,
            fs_chunks_up: onDisk,
            fs_chunks_down: 0,
          },
        },
      });
    });
  }
  return async (exchange) => {
    const found = router.find(exchange.method, exchange.path);
    return found.kind === "handler" ? await found.answer(exchange, undefined) : { status: 404 };
  };
}

function prometheus(all: Metrics): string {
  const lines: string[] = [];
  for (const [kind, instances] of Object.entries(all)) {
    const names = new Set(Object.values(instances).flatMap((counts) => Object.keys(counts)));
    for (const name of names) {
      const metric = `fluentbit_${kind}_${name}_total`;
      lines.push(`# TYPE ${metric} counter`);
      for (const [instance, counts] of Object.entries(instances)) {
        lines.push(`${metric}{name="${instance}"} ${counts[name] ?? 0}`);
      }
    }
  }
  return `${lines.join("\n")}\n`;
}

function uptime(seconds: number): Record<string, number | string> {
  const part = (count: number, unit: string): string => `${count} ${unit}${count > 1 ? "s" : ""}`;
  const days = part(Math.floor(seconds / 86_400), "day");
  const hours = part(Math.floor(seconds / 3600) % 24, "hour");
  const minutes = part(Math.floor(seconds / 60) % 60, "minute");
  return {
    uptime_sec: seconds,
    uptime_hr: `Fluent Bit has been running:  ${days}, ${hours}, ${minutes} and ${part(seconds % 60, "second")}`,
  };
}

function json(value: unknown, status = 200): Answer {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(value) };
}

function text(status: number, body: string): Answer {
  return { status, headers: { "content-type": "text/plain" }, body };
}
