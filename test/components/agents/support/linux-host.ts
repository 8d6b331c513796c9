import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Docker from "dockerode";
import { execa } from "execa";
import { pack } from "tar-stream";
import type { ConnectionConfiguration } from "../../../../components/agents/configuration.ts";
import { createSshKey } from "../../../../components/windows-agent/ssh-key.ts";
import { debianProgram } from "../../../helpers/debian-program.ts";
import { until } from "../../../helpers/until.ts";

const docker = new Docker();

/** What a host has before the lab comes: systemd, SSH, sudo, what reads package repositories, and what makes them. */
const packages = [
  "ca-certificates",
  "createrepo-c",
  "curl",
  "dnf",
  "gnupg",
  "lsb-release",
  "openssh-server",
  "procps",
  "rpm",
  "rsyslog",
  "sudo",
  "systemd",
  "systemd-sysv",
];

/** A Debian with systemd and OpenSSH, made from Debian's packages; the same packages are the same image. */
async function hostImage(): Promise<string> {
  const digest = createHash("sha256").update(packages.join()).digest("hex").slice(0, 12);
  const tag = `wazuh-misp-lab-test/linux-host:${digest}`;
  const there = await docker.listImages({ filters: { reference: [tag] } });
  if (there.length === 0) {
    const folder = await mkdtemp(join(tmpdir(), "linux-host-"));
    try {
      const tar = join(folder, "rootfs.tar");
      await execa(await debianProgram("mmdebstrap"), [
        "--variant=minbase",
        `--include=${packages.join()}`,
        ...["doc", "info", "locale", "man"].map((kind) => `--dpkgopt=path-exclude=/usr/share/${kind}/*`),
        "bookworm",
        tar,
      ]);
      await execa("docker", ["import", tar, tag]);
    } finally {
      await rm(folder, { recursive: true });
    }
  }
  return tag;
}

/** The user's private key and the server's public one. */
type Keys = Required<Pick<ConnectionConfiguration, "privateKey" | "hostKey">>;

/** A Linux host: a container with a systemd and an SSH server of its own. */
export class LinuxHost {
  readonly #container: Docker.Container;
  readonly #network: Docker.Network;
  readonly #address: string;
  readonly #keys: Keys;

  private constructor(container: Docker.Container, network: Docker.Network, address: string, keys: Keys) {
    this.#container = container;
    this.#network = network;
    this.#address = address;
    this.#keys = keys;
  }

  static async start(): Promise<LinuxHost> {
    const user = createSshKey();
    const host = createSshKey();
    const network = await docker.createNetwork({ Name: `linux-host-${process.pid}` });
    const container = await docker.createContainer({
      Image: await hostImage(),
      Cmd: ["/sbin/init"],
      Env: ["container=docker"],
      HostConfig: {
        NetworkMode: network.id,
        CapAdd: ["SYS_ADMIN"],
        SecurityOpt: ["apparmor=unconfined"],
        // What a systemd in a container wants: https://systemd.io/CONTAINER_INTERFACE/
        Binds: ["/sys/fs/cgroup:/sys/fs/cgroup:ro"],
        Tmpfs: { "/run": "exec", "/run/lock": "" },
      },
    });
    const files = {
      "root/.ssh/authorized_keys": `${user.publicKey}\n`,
      "home/admin/.ssh/authorized_keys": `${user.publicKey}\n`,
      "etc/ssh/lab_host_key": host.privateKey,
      "etc/ssh/sshd_config.d/lab.conf": "HostKey /etc/ssh/lab_host_key\nUsePAM no\nStrictModes no\n",
      "etc/sudoers.d/admin": "admin ALL=(ALL) NOPASSWD: ALL\n",
      // Whatever is installed here comes from the test's own repositories.
      "etc/apt/sources.list": "",
    };
    await container.putArchive(await archiveOf(files, 0o600), { path: "/" });
    await container.start();
    const { NetworkSettings } = await container.inspect();
    const [{ IPAddress: address } = { IPAddress: "" }] = Object.values(NetworkSettings.Networks);
    const made = new LinuxHost(container, network, address, {
      privateKey: user.privateKey,
      hostKey: host.publicKey,
    });
    await made.run(
      "useradd -M -d /home/admin -s /bin/sh admin && usermod -p '*' admin && chown -R admin /home/admin",
    );
    await until(() => made.#listens(), 60);
    return made;
  }

  /** How it is reached. */
  connection(user = "root"): ConnectionConfiguration {
    return { host: this.#address, port: 22, user, ...this.#keys };
  }

  /** Runs a shell script inside, beside SSH; fails when it does. */
  async run(script: string): Promise<string> {
    const { exitCode, output } = await this.try(script);
    if (exitCode !== 0) {
      throw new Error(`Exit code ${exitCode} of: ${script}\n${output}`);
    }
    return output;
  }

  async try(script: string): Promise<{ readonly exitCode: number; readonly output: string }> {
    const exec = await this.#container.exec({
      Cmd: ["sh", "-c", script],
      AttachStdout: true,
      AttachStderr: true,
      Tty: true,
    });
    const stream = await exec.start({ Tty: true });
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    await once(stream, "end");
    const { ExitCode } = await exec.inspect();
    return { exitCode: ExitCode ?? -1, output: Buffer.concat(chunks).toString().replaceAll("\r\n", "\n") };
  }

  /** Puts files there, by their absolute paths. */
  async put(files: Readonly<Record<string, string>>, mode = 0o755): Promise<void> {
    const relative = Object.fromEntries(Object.entries(files).map(([path, text]) => [path.slice(1), text]));
    await this.#container.putArchive(await archiveOf(relative, mode), { path: "/" });
  }

  /** An image of its file system as it is now. */
  async commit(tag: string): Promise<void> {
    const [repo, version] = tag.split(":");
    await this.#container.commit({ repo, tag: version, changes: "CMD []" });
  }

  async stop(): Promise<void> {
    await this.#container.remove({ force: true, v: true });
    await this.#network.remove();
  }

  #listens(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(22, this.#address);
      // OpenSSH speaks first.
      socket.once("data", () => resolve(true)).once("error", () => resolve(false));
      socket.once("data", () => socket.destroy());
    });
  }
}

async function archiveOf(files: Readonly<Record<string, string>>, mode: number): Promise<Buffer> {
  const archive = pack();
  for (const [name, text] of Object.entries(files)) {
    archive.entry({ name, mode }, text);
  }
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive as AsyncIterable<Buffer>) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
