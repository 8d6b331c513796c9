import Docker from "dockerode";
import test from "ava";
import type { ExecutionContext } from "ava";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { waitUntilConverged } from "../../../../../engine/plugins/docker/swarm/converge.ts";
import type { Inputs } from "../../../../../engine/plugins/docker/swarm/service-shape.ts";

const inputs: Inputs = {
  name: "s",
  taskSpec: { containerSpec: { image: "i" } },
  mode: { replicated: { replicas: 2 } },
  convergeConfig: { delay: "0s", timeout: "1s" },
};
const running = (slot: number): object => ({
  Slot: slot,
  DesiredState: "running",
  Status: { State: "running" },
});

/** A daemon that answers with one service and, call by call, with these tasks. */
async function daemonWith(t: ExecutionContext, service: object, ...tasks: object[][]): Promise<Docker> {
  const server = createServer((request, response) => {
    const answer = request.url?.startsWith("/tasks")
      ? tasks.length > 1
        ? tasks.shift()
        : tasks[0]
      : service;
    response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.teardown(() => server.close());
  return new Docker({ protocol: "http", host: "127.0.0.1", port: (server.address() as AddressInfo).port });
}

const signal = new AbortController().signal;

test("a service has converged once all of its replicas run", async (t) => {
  const daemon = await daemonWith(t, { ID: "s" }, [running(1)], [running(1), running(2)]);
  await t.notThrowsAsync(waitUntilConverged(daemon, "s", inputs, signal));
});

test("one that does not converge tells why its last task failed", async (t) => {
  const failed = (text: string, at: string): object => ({
    Slot: 1,
    DesiredState: "shutdown",
    Status: { State: "failed", Err: text, Timestamp: at },
  });
  const tasks = [failed("first", "2026-01-01T00:00:00Z"), failed("no suitable node", "2026-01-01T00:00:01Z")];
  const daemon = await daemonWith(t, { ID: "s" }, tasks);
  await t.throwsAsync(waitUntilConverged(daemon, "s", inputs, signal), {
    message: "Service with ID (s) did not converge after 1s; the last task failed: no suitable node",
  });
});

test("an update that Docker has rolled back is a failure at once", async (t) => {
  const UpdateStatus = { State: "rollback_completed", Message: "rollback completed" };
  const daemon = await daemonWith(t, { ID: "s", UpdateStatus }, [running(1), running(2)]);
  await t.throwsAsync(waitUntilConverged(daemon, "s", inputs, signal), {
    message: "service rollback completed: rollback completed",
  });
});
