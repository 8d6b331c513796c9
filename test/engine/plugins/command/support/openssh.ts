import { execFile } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);
const sshdPath = "/usr/sbin/sshd";

/**
 * The path of OpenSSH's server. Where it is missing it is installed from Debian's packages, which takes root;
 * otherwise this throws a sentence that says what to install.
 */
export async function findSshd(): Promise<string> {
  if (await isExecutable(sshdPath)) {
    return sshdPath;
  }
  if (process.getuid?.() !== 0 || !(await isExecutable("/usr/bin/apt-get"))) {
    throw new Error(`These tests need OpenSSH's server at ${sshdPath}: install the package openssh-server.`);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  await run("apt-get", ["update"], { env });
  await run("apt-get", ["install", "-y", "--no-install-recommends", "openssh-server"], { env });
  return sshdPath;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
