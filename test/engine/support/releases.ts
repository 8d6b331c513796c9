import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ExecutionContext } from "ava";

/** A web server on loopback that ends with the test. @returns its address, and what was asked for */
export async function serve(
  t: ExecutionContext,
  answer: RequestListener,
): Promise<{ readonly address: string; readonly asked: string[]; readonly server: Server }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}`, asked, server };
}

/** A place of releases that has the given files, by their path, and nothing else. */
export async function serveFiles(
  t: ExecutionContext,
  files: Readonly<Record<string, string | Buffer>>,
): Promise<{ readonly address: string; readonly asked: string[] }> {
  return await serve(t, ({ url = "" }, response) => {
    const content = files[url];
    response.writeHead(content === undefined ? 404 : 200).end(content);
  });
}

/** A line of a list of checksums. */
export function checksumLine(file: string, content: string | Buffer, algorithm = "sha256"): string {
  return `${createHash(algorithm).update(content).digest("hex")}  ${file}\n`;
}
