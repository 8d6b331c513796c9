import Docker from "dockerode";
import test from "ava";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { clientOptions } from "../../../../../engine/plugins/docker/connection/client-options.ts";

// A stand-in for ssh that joins its input and output to a port of this machine, as `docker system dial-stdio` does.
const program = `#!${process.execPath}
if (process.argv.includes("refuse")) { console.error("Permission denied (publickey)."); process.exit(255); }
const socket = require("net").connect(Number(process.env.TEST_PORT), "127.0.0.1");
process.stdin.pipe(socket); socket.pipe(process.stdout);
`;

test.serial("requests travel through ssh, over one connection", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "ssh-"));
  await writeFile(join(folder, "ssh"), program);
  await chmod(join(folder, "ssh"), 0o755);
  let connections = 0;
  const server = createServer((request, response) => response.end(JSON.stringify({ path: request.url })));
  server.on("connection", () => connections++);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const path = process.env["PATH"];
  t.teardown(async () => {
    process.env["PATH"] = path;
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });
  process.env["TEST_PORT"] = String((server.address() as AddressInfo).port);
  process.env["PATH"] = [folder, path].join(delimiter);

  const client = new Docker(await clientOptions("ssh://me@far", {}));
  t.like(await client.info(), { path: "/info" });
  t.like(await client.version(), { path: "/version" });
  t.is(connections, 1);

  const refused = new Docker(await clientOptions("ssh://refuse", {}));
  await t.throwsAsync(refused.info(), {
    message: /ssh ended with code 255: Permission denied \(publickey\)\./,
  });
});
