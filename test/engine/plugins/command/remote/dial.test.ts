import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import type { ExecutionContext } from "ava";
import test from "ava";
import ssh2 from "ssh2";
import type { Connection } from "../../../../../engine/plugins/command/remote/connection.ts";
import { dial } from "../../../../../engine/plugins/command/remote/dial.ts";
import { runRemotely } from "../../../../../engine/plugins/command/remote/run.ts";
import { CommandOutput } from "../../../../../engine/plugins/command/output.ts";
import { password, startPasswordServer } from "../support/password-server.ts";

const never = new AbortController().signal;

async function echo(connection: Connection, command: string): Promise<string> {
  const login = await dial(connection, () => undefined, never);
  try {
    const output = new CommandOutput(() => undefined);
    await runRemotely(login, { command }, output, { signal: never, warn: () => undefined });
    return output.stdout;
  } finally {
    login.close();
  }
}

async function failure(t: ExecutionContext, connection: Connection, signal = never): Promise<string> {
  const { message } = await t.throwsAsync(dial(connection, () => undefined, signal));
  t.false(message.includes(password), message);
  return message;
}

for (const method of ["password", "keyboard-interactive"] as const) {
  test(`a password logs in where the server asks for it by ${method}`, async (t) => {
    const server = await startPasswordServer(method);
    t.teardown(server.stop);
    t.is(await echo(server.connection, "hello"), "hello");
    t.deepEqual(server.tried, method === "password" ? ["none", method] : ["none", "keyboard-interactive"]);
  });
}

test("a wrong password is refused with a message that does not show it", async (t) => {
  const server = await startPasswordServer("password");
  t.teardown(server.stop);
  const message = await failure(t, { ...server.connection, password: "secret-but-wrong" });
  t.true(message.startsWith(`Cannot log in at student@127.0.0.1:${server.connection.port}: `), message);
  t.regex(message, /refused every way to log in \(tried none, password\)$/);
  t.false(message.includes("secret-but-wrong"));
});

test("another host key than the expected one is refused at once, and nothing is sent to it", async (t) => {
  const server = await startPasswordServer("password");
  t.teardown(server.stop);
  const other = ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 });
  const message = await failure(t, { ...server.connection, hostKey: other.public, dialErrorLimit: -1 });
  t.regex(
    message,
    /the host key of 127\.0\.0\.1:\d+ is ecdsa-sha2-nistp256 SHA256:\S+, but .* hostKey is ecdsa-sha2-nistp256 SHA256:/,
  );
  t.deepEqual(server.tried, []);
});

test("a host key of a type that the server does not have is refused", async (t) => {
  const server = await startPasswordServer("password");
  t.teardown(server.stop);
  const { public: hostKey } = ssh2.utils.generateKeyPairSync("rsa", { bits: 2048 });
  t.regex(await failure(t, { ...server.connection, hostKey }), /no matching host key/);
});

test("without a host key any server is trusted, as with the official plugin", async (t) => {
  const server = await startPasswordServer("password");
  t.teardown(server.stop);
  const { host, port, user, dialErrorLimit, perDialTimeout } = server.connection;
  t.is(await echo({ host, port, user, password, dialErrorLimit, perDialTimeout }, "hello"), "hello");
});

test("a private key that cannot be read is refused before the server is asked", async (t) => {
  const encrypted = ssh2.utils.generateKeyPairSync("ecdsa", {
    bits: 256,
    passphrase: "p",
    cipher: "aes256-cbc",
    rounds: 1,
  });
  const endpoint = { host: "127.0.0.1", port: 1, user: "root", dialErrorLimit: -1, perDialTimeout: 1 };
  for (const [privateKey, privateKeyPassword] of [
    ["no key", ""],
    [encrypted.private, undefined],
    [encrypted.private, "wrong"],
    ["-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", undefined],
  ] as const) {
    const message = await failure(t, {
      ...endpoint,
      privateKey,
      ...(privateKeyPassword === undefined ? {} : { privateKeyPassword }),
    });
    t.true(message.startsWith("The privateKey for root@127.0.0.1:1 cannot be used: "), message);
    t.false(message.includes("AAAA") || message.includes("no key"), message);
  }
});

test("a refused connection is tried again as often as dialErrorLimit says", async (t) => {
  const port = await closedPort();
  const lines: string[] = [];
  const connection = {
    host: "127.0.0.1",
    port,
    user: "root",
    password,
    dialErrorLimit: 2,
    perDialTimeout: 15,
  };
  await t.throwsAsync(
    dial(connection, (line) => lines.push(line), never),
    {
      message: `Cannot log in at root@127.0.0.1:${port}: after 3 failed attempts: connect ECONNREFUSED 127.0.0.1:${port}`,
    },
  );
  t.deepEqual(lines, ["Dial 1/2 failed: retrying", "Dial 2/2 failed: retrying"]);
});

test("a server that does not answer is given up after perDialTimeout", async (t) => {
  const silent = createServer();
  t.teardown(() => silent.close());
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const { port } = silent.address() as AddressInfo;
  const connection = {
    host: "127.0.0.1",
    port,
    user: "root",
    password,
    dialErrorLimit: 0,
    perDialTimeout: 1,
  };
  t.regex(await failure(t, connection), /Timed out while waiting for handshake/);
});

test("an interruption ends an attempt that is under way", async (t) => {
  const interrupt = new AbortController();
  const silent = createServer(() => interrupt.abort(new Error("the update was interrupted")));
  t.teardown(() => silent.close());
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const { port } = silent.address() as AddressInfo;
  const connection = {
    host: "127.0.0.1",
    port,
    user: "root",
    password,
    dialErrorLimit: -1,
    perDialTimeout: 0,
  };
  t.is(
    await failure(t, connection, interrupt.signal),
    `Cannot log in at root@127.0.0.1:${port}: the update was interrupted`,
  );
});

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
