import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { join } from "node:path";
import type { ExecutionContext } from "ava";
import { temporaryFolder } from "./machine.ts";

/** What a Docker Engine says of itself. */
export const dockerInfo = {
  ServerVersion: "20.10.24+dfsg1",
  Architecture: process.arch === "arm64" ? "aarch64" : "x86_64",
  MemTotal: 4_000_000_000,
  Driver: "overlay2",
  CgroupVersion: "2",
};

/** A Docker Engine on a socket, as far as it is answered here; it ends with the test. */
export async function serveDocker(
  t: ExecutionContext,
  answer: RequestListener,
): Promise<{ readonly host: string; readonly asked: string[] }> {
  const socket = join(await temporaryFolder(t), "docker.sock");
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  server.listen(socket);
  await once(server, "listening");
  t.teardown(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { host: `unix://${socket}`, asked };
}
