import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import type { AddressInfo, Socket } from "node:net";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import ssh2 from "ssh2";
import type { Connection } from "../../../../../engine/plugins/command/remote/connection.ts";
import { findSshd } from "./openssh.ts";

/** A real SSH server on a free port of the loopback, for the user who runs the tests. */
export interface Sshd {
  readonly port: number;
  /** Logs in with the server's one authorized key. */
  readonly connection: Connection & { readonly privateKey: string; readonly hostKey: string };
  /** A folder of the server's own, removed with it. */
  readonly folder: string;
  /** How many connections were made so far. */
  readonly connections: () => number;
  /** Breaks every open connection without a word. */
  readonly drop: () => void;
  readonly stop: () => Promise<void>;
}

/** Starts OpenSSH's server with keys of its own. It accepts the variables PULUMI_COMMAND_* and LAB_*. */
export async function startSshd(acceptEnv = "PULUMI_COMMAND_* LAB_*"): Promise<Sshd> {
  const sshd = await findSshd();
  const folder = await mkdtemp(join(tmpdir(), "sshd-"));
  // Not ed25519: of those that ssh2 makes, four in a thousand cannot be read again.
  const host = ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 });
  const user = ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 });
  const configuration = await configure(folder, { host: host.private, authorized: user.public, acceptEnv });
  if (process.getuid?.() === 0) {
    await mkdir("/run/sshd", { recursive: true, mode: 0o755 }); // its privilege separation needs it
  }
  const open = new Map<Socket, ChildProcess>();
  let connections = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    connections++;
    const child = spawn(sshd, ["-i", "-f", configuration, "-E", join(folder, "sshd.log")]);
    open.set(socket, child);
    child.stdin.on("error", () => undefined);
    socket.on("error", () => undefined).on("close", () => open.delete(socket));
    socket.pipe(child.stdin);
    child.stdout.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const drop = (): void => {
    for (const [socket, child] of open) {
      socket.resetAndDestroy();
      child.stdin?.destroy();
    }
  };
  return {
    port,
    folder,
    connection: {
      host: "127.0.0.1",
      port,
      user: userInfo().username,
      privateKey: user.private,
      hostKey: host.public,
      dialErrorLimit: 0,
      perDialTimeout: 15,
    },
    connections: () => connections,
    drop,
    stop: async () => {
      drop();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function configure(
  folder: string,
  { host, authorized, acceptEnv }: { host: string; authorized: string; acceptEnv: string },
): Promise<string> {
  const [hostKey, authorizedKeys, file] = ["host_key", "authorized_keys", "sshd_config"].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  await writeFile(hostKey, `${host}\n`, { mode: 0o600 });
  await writeFile(authorizedKeys, `${authorized}\n`, { mode: 0o600 });
  const lines = [
    `HostKey ${hostKey}`,
    `AuthorizedKeysFile ${authorizedKeys}`,
    `AcceptEnv ${acceptEnv}`,
    "StrictModes no",
    "UsePAM no",
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
    "PermitRootLogin prohibit-password",
    "Subsystem sftp internal-sftp",
    "PidFile none",
  ];
  await writeFile(file, `${lines.join("\n")}\n`);
  return file;
}
