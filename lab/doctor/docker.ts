import { dockerVersion, isAtLeast } from "../../engine/versions.ts";
import { amount, ok, problem, warning, type Finding } from "./finding.ts";
import type { Machine } from "./machine.ts";

/** Bytes below which nothing but a rehearsal makes sense. */
const littleMemory = 7.5 * 2 ** 30;

/** What kind of Docker Engine it is, and what that means for a lab. */
export function checkDocker(machine: Machine): Finding[] {
  const { version, host, operatingSystem, memory, processors } = machine;
  const where = `Docker ${version} at ${host}, ${operatingSystem}`;
  return [
    isAtLeast(version, dockerVersion)
      ? ok("docker", where)
      : problem("docker", `${where}; the lab needs ${dockerVersion} or newer`, updateDocker(machine)),
    checkKind(machine),
    checkStorage(machine),
    checkLimits(machine),
    memory >= littleMemory
      ? ok("docker memory", `${amount(memory)}, ${processors} processors`)
      : warning(
          "docker memory",
          `${amount(memory)}, ${processors} processors: enough for a rehearsal, and not for the real servers`,
          machine.local
            ? undefined
            : "Give Docker's virtual machine 8 GiB or more: Docker Desktop, Settings, Resources",
        ),
    checkArchitecture(machine),
    checkClock(machine),
  ];
}

const updateDocker = ({ local }: Machine): string =>
  local ? "https://docs.docker.com/engine/install/ tells how to install a newer one" : "Update Docker there";

function checkKind({ host, rootless, local }: Machine): Finding {
  if (rootless) {
    return warning(
      "docker kind",
      "rootless: memory limits need cgroup v2 with delegation, and an agent with Sysmon cannot watch the host",
      "https://docs.docker.com/engine/security/rootless/tips/#limiting-resources tells how to delegate",
    );
  }
  return local
    ? ok("docker kind", "this machine's own, run by root")
    : ok(
        "docker kind",
        `another machine or a virtual one (${host}): its kernel and disk are not looked at from here`,
      );
}

function checkStorage({ storageDriver }: Machine): Finding {
  return storageDriver === "vfs"
    ? warning(
        "docker storage",
        "vfs: every container copies its whole image, which takes much disk and time",
        'Put {"storage-driver": "overlay2"} into /etc/docker/daemon.json and restart Docker; its images go with that',
      )
    : ok("docker storage", storageDriver);
}

function checkLimits({ limitsMemory, cgroupVersion }: Machine): Finding {
  return limitsMemory
    ? ok("memory limits", `work, with cgroup v${cgroupVersion}`)
    : warning(
        "memory limits",
        "the kernel does not offer them: one container can take the memory of all",
        "Add cgroup_enable=memory swapaccount=1 to the kernel's command line and restart the machine",
      );
}

function checkArchitecture({ architecture }: Machine): Finding {
  switch (architecture) {
    case "x86_64":
    case "amd64":
    case "aarch64":
    case "arm64":
      return ok("architecture", architecture);
    default:
      return problem("architecture", `${architecture}: the images are made for x86_64 and aarch64`);
  }
}

/** Seconds that two clocks may differ before certificates and the hops' times make no sense. */
const longestSkew = 5;

function checkClock({ clockSkew }: Machine): Finding {
  const apart = Math.abs(clockSkew);
  const seen = `Docker's clock is ${apart < 1 ? "this machine's" : `${apart.toFixed(0)} s ${clockSkew > 0 ? "ahead" : "behind"}`}`;
  return apart <= longestSkew
    ? ok("clock", seen)
    : problem(
        "clock",
        `${seen}: certificates may not be valid yet, and an alert's hops seem out of order`,
        "Set both: sudo timedatectl set-ntp true",
      );
}
