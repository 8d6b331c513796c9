import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { ConnectionConfiguration, WindowsVmConfiguration } from "../agents/configuration.ts";
import { agentMemory } from "../agents/memory.ts";
import { generatedSecret } from "../generated-secret.ts";
import type { SystemImage } from "../images.ts";
import { readTemplate } from "../template.ts";
import { placeContainer, type Site } from "../workload/container.ts";
import { labVolume } from "../workload/volume.ts";
import { stashedSshKey } from "./ssh-key.ts";

/** Minutes from nothing to Windows with SSH: download, installation and first start. */
export const vmPatience = 120;

/** User of the machine; an administrator. */
const user = "lab";

export interface WindowsVm {
  readonly container: docker.Container;
  /** How it is reached, once Windows is installed. */
  readonly connection: pulumi.Output<ConnectionConfiguration>;
  /** Who signs in at its screen. */
  readonly administrator: { readonly username: string; readonly password: pulumi.Output<string> };
}

/**
 * Places a container with a virtual machine of dockur/windows: https://github.com/dockur/windows. At the end of its own
 * installation Windows runs `/oem/install.bat`, which opens SSH with keys that the lab has made, the server's too: so it is
 * known whom the enrolment password is given to.
 *
 * @param sshPort port of the Docker host's bind address that the machine's SSH server is published on
 */
export function placeVm(
  name: string,
  agent: WindowsVmConfiguration,
  { site, image, sshPort }: { site: Site; image: SystemImage; sshPort: number },
  opts: pulumi.CustomResourceOptions,
): WindowsVm {
  const password = generatedSecret(`${name}-password`, 20, opts);
  const userKey = stashedSshKey(`${name}-user-key`, opts);
  const hostKey = stashedSshKey(`${name}-host-key`, opts);
  const container = placeContainer(
    site,
    name,
    {
      ...image,
      hostname: agent.name,
      memory: agentMemory(agent, site.profile),
      environment: {
        VERSION: agent.release,
        RAM_SIZE: `${agent.memory}M`,
        CPU_CORES: agent.processors.toString(),
        DISK_SIZE: `${agent.disk}G`,
        USERNAME: user,
        // The image takes it by its environment alone; it opens the screen, not SSH.
        PASSWORD: password,
      },
      files: [
        { path: "/oem/install.bat", content: withCrLf(readTemplate("windows-agent/install.bat")) },
        { path: "/oem/enable-ssh.ps1", content: withCrLf(readTemplate("windows-agent/enable-ssh.ps1")) },
        { path: "/oem/authorized_keys", content: pulumi.interpolate`${userKey.publicKey}\n` },
        { path: "/oem/ssh_host_key", content: hostKey.privateKey, mode: "0600" },
      ],
      volumes: [{ volume: labVolume(site, `${name}-storage`, opts).name, path: "/storage" }],
      ports: [{ inside: 22, outside: sshPort }],
      devices: ["/dev/kvm", "/dev/net/tun"],
      capabilities: ["NET_ADMIN"],
      stopTimeout: 120,
    },
    opts,
  );
  const connection = pulumi.secret(
    pulumi.all([userKey, hostKey]).apply(([own, its]) => ({
      host: site.bindAddress,
      port: sshPort,
      user,
      privateKey: own.privateKey,
      hostKey: its.publicKey,
      ...(agent.proxy && { proxy: agent.proxy }),
    })),
  );
  return { container, connection, administrator: { username: user, password } };
}

/** Windows' command processor misreads batch files whose lines end as on Linux. */
const withCrLf = (text: string): string => text.replaceAll("\n", "\r\n");
