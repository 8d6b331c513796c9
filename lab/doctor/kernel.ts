import { access, constants, readFile } from "node:fs/promises";
import { ok, problem, warning, type Finding } from "./finding.ts";
import type { Machine } from "./machine.ts";
import type { Needs } from "./needs.ts";

/** What OpenSearch wants: https://docs.opensearch.org/latest/install-and-configure/install-opensearch/index/ */
const wantedMaps = 262_144;

/** Where the Docker host's kernel is read; another folder in tests. */
export interface Kernel {
  readonly maxMapCount: string;
  readonly kvm: string;
}

export const hostKernel: Kernel = { maxMapCount: "/proc/sys/vm/max_map_count", kvm: "/dev/kvm" };

/** What of the Docker host's kernel a lab needs. */
export async function checkKernel(
  { local }: Pick<Machine, "local">,
  { openSearch, virtualMachine }: Pick<Needs, "openSearch" | "virtualMachine">,
  kernel = hostKernel,
): Promise<Finding[]> {
  return [await checkMaps(local, openSearch, kernel), await checkKvm(local, virtualMachine, kernel)];
}

async function checkMaps(local: boolean, needed: boolean, { maxMapCount }: Kernel): Promise<Finding> {
  const about = "vm.max_map_count";
  if (!local) {
    return needed
      ? warning(
          about,
          `is the Docker host's, and cannot be seen from here; OpenSearch wants ${wantedMaps}`,
          `On the Docker host: sudo sysctl -w vm.max_map_count=${wantedMaps}`,
        )
      : ok(about, "is the Docker host's; this lab runs no OpenSearch");
  }
  const value = Number(await readFile(maxMapCount, "utf8"));
  if (value >= wantedMaps) {
    return ok(about, value.toString());
  }
  return needed
    ? problem(
        about,
        `is ${value}; OpenSearch does not start below ${wantedMaps}`,
        `sudo sysctl -w vm.max_map_count=${wantedMaps}; in /etc/sysctl.d/99-wazuh-misp-lab.conf it stays`,
      )
    : ok(about, `${value}: enough, because this lab runs no OpenSearch`);
}

async function checkKvm(local: boolean, needed: boolean, { kvm }: Kernel): Promise<Finding> {
  if (!local) {
    return needed
      ? warning(
          "kvm",
          "is the Docker host's, and cannot be seen from here",
          "On the Docker host: ls -l /dev/kvm",
        )
      : ok("kvm", "is the Docker host's; this lab has no virtual machine");
  }
  const there = await access(kvm, constants.F_OK).then(
    () => true,
    () => false,
  );
  if (there) {
    return ok("kvm", `${kvm} is there${needed ? "" : "; this lab has no virtual machine"}`);
  }
  return needed
    ? problem(
        "kvm",
        `${kvm} is not there, and an agent of the kind \`vm\` cannot run without it`,
        "Turn virtualisation on in the firmware (or nested virtualisation of the virtual machine), then: sudo modprobe kvm_intel || sudo modprobe kvm_amd",
      )
    : ok("kvm", "is not there; only an agent of the kind `vm` needs it");
}
