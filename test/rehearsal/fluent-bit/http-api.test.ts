import { writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { temporaryFolder } from "../support/folder.ts";
import { receiveLines } from "../support/line-receiver.ts";
import { until } from "../support/until.ts";
import { pipeline, tailToTcp } from "./support.ts";

test("the HTTP server tells version, uptime, counts and health", async (t) => {
  const folder = temporaryFolder(t);
  const receiver = await receiveLines();
  t.teardown(receiver.close);
  writeFileSync(join(folder, "alerts.json"), "one\ntwo\n");
  const running = await pipeline(
    t,
    folder,
    tailToTcp(folder, receiver.port, {
      service: "HTTP_Server On\n    HTTP_Listen 127.0.0.1\n    HTTP_Port 0\n    storage.metrics On",
      input: "Read_from_Head On\n    Alias alerts",
      filters: "[FILTER]\n    Name grep\n    Match *\n    Exclude log two",
    }),
  );
  const get = async (path: string): Promise<Response> => fetch(`http://127.0.0.1:${running.httpPort}${path}`);
  await until("the record", () => receiver.lines().length === 1);
  t.like(await (await get("/")).json(), { "fluent-bit": { version: "5.1.1", edition: "Community" } });
  const uptime = (await (await get("/api/v1/uptime")).json()) as Record<string, unknown>;
  t.regex(
    String(uptime["uptime_hr"]),
    /^Fluent Bit has been running: {2}0 day, 0 hour, 0 minute and \d+ seconds?$/,
  );
  await until("the counts", () => running.metrics().output["tcp.0"]?.["proc_records"] === 1);
  t.like(await (await get("/api/v1/metrics")).json(), {
    input: { alerts: { records: 1, files_opened: 1 } },
    filter: { "grep.0": { drop_records: 1 } },
    output: { "tcp.0": { proc_records: 1, errors: 0, retries: 0 } },
  });
  const prometheus = await (await get("/api/v1/metrics/prometheus")).text();
  t.true(prometheus.includes('fluentbit_output_proc_records_total{name="tcp.0"} 1\n'));
  t.is(await (await get("/api/v1/health")).text(), "ok\n");
  t.like(await (await get("/api/v2/health")).json(), {
    status: "ok",
    errors: 0,
    error_limit: 5,
    period_limit: 60,
  });
  t.like(await (await get("/api/v1/storage")).json(), { storage_layer: { chunks: { fs_chunks: 0 } } });
  t.is((await get("/nothing")).status, 404);
});

test("too many errors are told by the health", async (t) => {
  const folder = temporaryFolder(t);
  const receiver = await receiveLines();
  await receiver.close();
  writeFileSync(join(folder, "alerts.json"), "one\n");
  const running = await pipeline(
    t,
    folder,
    tailToTcp(folder, receiver.port, {
      service: "HTTP_Server On\n    HTTP_Port 0\n    Health_Check On\n    HC_Retry_Failure_Count 0",
      input: "Read_from_Head On",
    }),
  );
  const health = async (): Promise<number> =>
    (await fetch(`http://127.0.0.1:${running.httpPort}/api/v1/health`)).status;
  t.is(await health(), 200);
  await until("the failed retry", async () => (await health()) === 500);
  t.like(running.metrics().output["tcp.0"], { retries_failed: 1 });
});
