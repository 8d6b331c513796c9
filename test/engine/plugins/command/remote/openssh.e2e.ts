import { execFile as execFileCallback, spawn } from "node:child_process";
import { access, mkdir, readFile, readdir, symlink, writeFile } from "node:fs/promises";
import { once } from "node:events";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ExecutionContext } from "ava";
import test from "ava";
import type { Connection } from "../../../../../engine/plugins/command/remote/connection.ts";
import { dial } from "../../../../../engine/plugins/command/remote/dial.ts";
import type { RemoteCommand } from "../../../../../engine/plugins/command/remote/run.ts";
import { runRemotely } from "../../../../../engine/plugins/command/remote/run.ts";
import { RemoteFiles } from "../../../../../engine/plugins/command/remote/sftp.ts";
import { CommandOutput } from "../../../../../engine/plugins/command/output.ts";
import type { Sshd } from "../support/sshd.ts";
import { startSshd } from "../support/sshd.ts";

const execFile = promisify(execFileCallback);
const never = new AbortController().signal;

let sshd: Sshd;
test.before(async () => {
  sshd = await startSshd();
});
test.after.always(() => sshd.stop());

interface RunOptions {
  readonly connection?: Connection;
  readonly signal?: AbortSignal;
  readonly log?: (line: string) => void;
  readonly warn?: (line: string) => void;
}

async function run(remote: RemoteCommand, options: RunOptions = {}): Promise<CommandOutput> {
  const {
    connection = sshd.connection,
    signal = never,
    log = () => undefined,
    warn = () => undefined,
  } = options;
  const login = await dial(connection, () => undefined, signal);
  try {
    const output = new CommandOutput(log);
    await runRemotely(login, remote, output, { signal, warn });
    return output;
  } finally {
    login.close();
  }
}

async function withFiles<T>(use: (files: RemoteFiles) => Promise<T>, signal = never): Promise<T> {
  const login = await dial(sshd.connection, () => undefined, signal);
  try {
    return await use(await RemoteFiles.open(login, signal));
  } finally {
    login.close();
  }
}

async function folder(t: ExecutionContext): Promise<string> {
  const path = join(sshd.folder, t.title.replaceAll(/\W+/g, "-"));
  await mkdir(path);
  return path;
}

test("a command runs with its input and variables, and both streams come back", async (t) => {
  const lines: string[] = [];
  const output = await run(
    { command: 'cat; echo "$LAB_A"; echo problem >&2', stdin: "in,", environment: { LAB_A: "it's $1" } },
    { log: (line) => lines.push(line) },
  );
  t.is(output.stdout, "in,it's $1");
  t.is(output.stderr, "problem");
  t.deepEqual(lines.sort(), ["in,it's $1", "problem"]);
});

test("much output arrives whole", async (t) => {
  const output = await run({ command: "head -c 20000000 /dev/zero | tr '\\0' x; echo; echo end >&2" });
  t.is(output.stdout.length, 20_000_000);
  t.is(output.stderr, "end");
});

test("a failed command is an error with its status and all that it wrote", async (t) => {
  await t.throwsAsync(run({ command: "echo out; exit 3" }), {
    message: 'Process exited with status 3: running "echo out; exit 3":\nout\n',
  });
});

test("a command that a signal ends is an error that names the signal", async (t) => {
  await t.throwsAsync(run({ command: "kill -TERM $$" }), { message: /^Process ended by SIGTERM: running / });
});

test("a variable that the server does not accept is an error, and the command does not run", async (t) => {
  const file = join(await folder(t), "ran");
  await t.throwsAsync(run({ command: `touch ${file}`, environment: { OTHER: "secret value" } }), {
    message: /^could not set environment variable "OTHER": .*AcceptEnv/,
  });
  await t.throwsAsync(access(file));
});

test("a variable that may be refused is only a warning", async (t) => {
  const warnings: string[] = [];
  const output = await run(
    {
      command: "echo $PULUMI_COMMAND_STDOUT$OTHER",
      optionalEnvironment: { PULUMI_COMMAND_STDOUT: "1", OTHER: "2" },
    },
    { warn: (line) => warnings.push(line) },
  );
  t.is(output.stdout, "1");
  t.is(warnings.length, 1);
  t.regex(warnings[0]!, /^The SSH server does not accept OTHER\./);
});

test("another private key than the authorized one is refused", async (t) => {
  const other = await startSshd();
  t.teardown(other.stop);
  const { message } = await t.throwsAsync(
    run({ command: "true" }, { connection: { ...sshd.connection, privateKey: other.connection.privateKey } }),
  );
  t.regex(message, /the server refused every way to log in \(tried none, publickey\)$/);
  t.false(message.includes("PRIVATE KEY"));
});

test("an encrypted private key logs in with its password", async (t) => {
  const key = join(await folder(t), "key");
  await writeFile(key, sshd.connection.privateKey, { mode: 0o600 });
  await execFile("ssh-keygen", ["-q", "-p", "-N", "key password", "-f", key]);
  const privateKey = await readFile(key, "utf8");
  const connection = { ...sshd.connection, privateKey, privateKeyPassword: "key password" };
  t.is((await run({ command: "echo in" }, { connection })).stdout, "in");
});

test("without a private key an SSH agent logs in", async (t) => {
  const dir = await folder(t);
  const [key, agentSocketPath] = [join(dir, "key"), join(dir, "agent")] as const;
  await writeFile(key, sshd.connection.privateKey, { mode: 0o600 });
  const agent = spawn("ssh-agent", ["-D", "-a", agentSocketPath]);
  t.teardown(() => agent.kill());
  await once(agent.stdout, "data"); // it listens
  await execFile("ssh-add", ["-q", key], { env: { ...process.env, SSH_AUTH_SOCK: agentSocketPath } });
  const { host, port, user, hostKey } = sshd.connection;
  const endpoint = { host, port, user, hostKey, dialErrorLimit: 0, perDialTimeout: 15 };
  t.is((await run({ command: "echo in" }, { connection: { ...endpoint, agentSocketPath } })).stdout, "in");
  await t.throwsAsync(
    run({ command: "true" }, { connection: { ...endpoint, agentSocketPath: `${dir}/none` } }),
    {
      message: /: the SSH agent cannot be asked \(.+\); see agentSocketPath or SSH_AUTH_SOCK$/,
    },
  );
});

test("a server is reached through a proxy, whose host key is verified too", async (t) => {
  const bastion = await startSshd();
  t.teardown(bastion.stop);
  const connection = { ...sshd.connection, proxy: bastion.connection };
  t.is((await run({ command: "echo through" }, { connection })).stdout, "through");
  t.is(bastion.connections(), 1);
  const wrong = { ...bastion.connection, hostKey: sshd.connection.hostKey };
  await t.throwsAsync(run({ command: "true" }, { connection: { ...sshd.connection, proxy: wrong } }), {
    message: new RegExp(`^proxy: Cannot log in at \\S+:${bastion.port}: the host key of `),
  });
});

test("a server that the proxy cannot reach is named", async (t) => {
  const gone = await startSshd();
  await gone.stop();
  const connection = { ...gone.connection, proxy: sshd.connection };
  await t.throwsAsync(run({ command: "true" }, { connection }), {
    message: new RegExp(`^Cannot log in at \\S+:${gone.port} through the proxy: .*the proxy cannot reach it`),
  });
});

test("a connection that breaks while a command runs is an error with what was written so far", async (t) => {
  const own = await startSshd();
  t.teardown(own.stop);
  const log = (): void => own.drop();
  const command = `echo begun; while test -e ${own.folder}; do sleep 0.1; done`;
  const { message } = await t.throwsAsync(run({ command }, { connection: own.connection, log }));
  t.is(
    message,
    `the connection ended before the command did (read ECONNRESET): running "${command}":\nbegun\n`,
  );
});

for (const [what, source, existing, expected] of [
  ["a folder into one that exists", "source", "target", ["target/source/a.txt", "target/source/deep/b.txt"]],
  [
    "a folder to a path where nothing is",
    "source",
    undefined,
    ["target/source/a.txt", "target/source/deep/b.txt"],
  ],
  ["what a folder holds into one that exists", "source/", "target", ["target/a.txt", "target/deep/b.txt"]],
  [
    "what a folder holds to a path where nothing is",
    "source/",
    undefined,
    ["target/a.txt", "target/deep/b.txt"],
  ],
  ["a file into a folder", "source/a.txt", "target", ["target/a.txt"]],
  ["a file to a path where nothing is", "source/a.txt", undefined, ["target"]],
] as const) {
  test(`it copies ${what}`, async (t) => {
    const dir = await folder(t);
    await makeSource(dir);
    if (existing !== undefined) {
      await mkdir(join(dir, existing));
    }
    await withFiles((files) => files.copy(`${dir}/${source}`, `${dir}/target`));
    t.deepEqual(await filesBelow(dir, "target"), [...expected]);
    t.is(await readFile(join(dir, expected[0]), "utf8"), "content of a");
  });
}

test("a folder is copied again over what is there, and nothing that it does not hold is removed", async (t) => {
  const dir = await folder(t);
  await makeSource(dir);
  await mkdir(join(dir, "target"));
  await writeFile(join(dir, "target", "a.txt"), "something longer than the new content");
  await writeFile(join(dir, "target", "other.txt"), "stays");
  await withFiles((files) => files.copy(`${dir}/source/`, `${dir}/target`));
  t.deepEqual(await filesBelow(dir, "target"), ["target/a.txt", "target/deep/b.txt", "target/other.txt"]);
  t.is(await readFile(join(dir, "target/a.txt"), "utf8"), "content of a");
});

test("a folder cannot take the place of a file", async (t) => {
  const dir = await folder(t);
  await makeSource(dir);
  await writeFile(join(dir, "target"), "");
  for (const source of ["source", "source/"]) {
    await t.throwsAsync(
      withFiles((files) => files.copy(`${dir}/${source}`, `${dir}/target`)),
      { message: new RegExp(`remote path ${dir}/target exists and is not a folder`) },
    );
  }
});

test("many files, large, empty and linked ones arrive as they are", async (t) => {
  const dir = await folder(t);
  await makeSource(dir);
  const large = Buffer.alloc(5_000_000, "large");
  await writeFile(join(dir, "source", "large"), large);
  await writeFile(join(dir, "source", "empty"), "");
  await symlink("a.txt", join(dir, "source", "link"));
  const names = Array.from({ length: 50 }, (_, index) => `file-${index}`);
  await Promise.all(names.map((name) => writeFile(join(dir, "source", name), name)));
  await withFiles((files) => files.copy(`${dir}/source/`, `${dir}/target`));
  t.true(large.equals(await readFile(join(dir, "target/large"))));
  t.is(await readFile(join(dir, "target/empty"), "utf8"), "");
  t.is(await readFile(join(dir, "target/link"), "utf8"), "content of a");
  t.deepEqual(await Promise.all(names.map((name) => readFile(join(dir, "target", name), "utf8"))), names);
});

test("a text becomes a file, with the folders above it, but never replaces a folder", async (t) => {
  const dir = await folder(t);
  await withFiles(async (files) => {
    await files.writeText("schön", `${dir}/new/deep/file`);
    await t.throwsAsync(files.writeText("text", `${dir}/new`), { message: /is a folder; a text needs/ });
  });
  t.is(await readFile(join(dir, "new/deep/file"), "utf8"), "schön");
});

test("a copy that cannot be made names the path and the server's reason", async (t) => {
  await withFiles(async (files) => {
    await t.throwsAsync(files.writeText("text", "/proc/nothing/here"), {
      message: /^The folder \/proc\/nothing could not be made: /,
    });
    await t.throwsAsync(files.copyFile("/etc/hostname", "/does/not/exist"), {
      message: "The file /does/not/exist could not be written: No such file.",
    });
  });
});

test("a connection that breaks during a copy is an error, also for later copies", async (t) => {
  const own = await startSshd();
  t.teardown(own.stop);
  const login = await dial(own.connection, () => undefined, never);
  const files = await RemoteFiles.open(login, never);
  const dir = await folder(t);
  const copying = files.writeText("x".repeat(20_000_000), join(dir, "target"));
  own.drop();
  await t.throwsAsync(copying, { message: /^The connection ended before the copy did/ });
  await t.throwsAsync(files.writeText("x", join(dir, "target")), { message: /^The connection ended before/ });
});

async function makeSource(dir: string): Promise<void> {
  await mkdir(join(dir, "source", "deep"), { recursive: true });
  await writeFile(join(dir, "source", "a.txt"), "content of a");
  await writeFile(join(dir, "source", "deep", "b.txt"), "content of b");
}

/** The files at or below a path of a folder, by their paths from the folder. */
async function filesBelow(dir: string, path: string): Promise<string[]> {
  const entries = await readdir(join(dir, path), { withFileTypes: true, recursive: true }).catch(
    () => undefined,
  );
  if (entries === undefined) {
    return [path];
  }
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
    .sort();
}
