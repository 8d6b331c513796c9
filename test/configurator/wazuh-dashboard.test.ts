import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import test, { type ExecutionContext } from "ava";
import { wazuhDashboard } from "../../configurator/wazuh/dashboard.ts";

const credentials = `Basic ${Buffer.from("kibanaserver:Secret.1").toString("base64")}`;

/** Answers `/api/status` as OpenSearch Dashboards 2.19 does, and sends whoever is nobody to its login page. */
async function start(t: ExecutionContext, state: string, title: string) {
  const server = createServer(({ url, headers }, response) => {
    if (headers.authorization !== credentials) {
      response.writeHead(302, { Location: "/app/login" }).end();
    } else if (url === "/api/status") {
      response.end(JSON.stringify({ version: { number: "2.19.5" }, status: { overall: { state, title } } }));
    } else {
      response.writeHead(404).end();
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  return (password: string) =>
    wazuhDashboard({
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      username: "kibanaserver",
      password,
      deadline: 1,
    });
}

test("a dashboard is ready when all its plugins are", async (t) => {
  const dashboard = await start(t, "green", "Green");
  t.is(await dashboard("Secret.1").converge(), "version 2.19.5 answers, and all its plugins are green");
});

test("one that has no indexer says what state it is in", async (t) => {
  const dashboard = await start(t, "red", "Red");
  await t.throwsAsync(dashboard("Secret.1").converge(), {
    message: "version 2.19.5 answers, and is red: Red",
  });
});

test("its login page is no answer", async (t) => {
  const dashboard = await start(t, "green", "Green");
  await t.throwsAsync(dashboard("another").converge(), { message: /redirect/ });
});
