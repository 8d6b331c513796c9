import type { ContainerInspectInfo } from "dockerode";
import type { Values } from "../../provider/values.ts";

/** A container's addresses in its networks. */
export function networkDatas(found: ContainerInspectInfo): Values[] {
  return Object.entries(found.NetworkSettings.Networks)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, network]) => ({
      networkName: name,
      ipAddress: network.IPAddress,
      ipPrefixLength: network.IPPrefixLen,
      gateway: network.Gateway,
      globalIpv6Address: network.GlobalIPv6Address,
      globalIpv6PrefixLength: network.GlobalIPv6PrefixLen,
      ipv6Gateway: network.IPv6Gateway,
      macAddress: network.MacAddress,
    }));
}

/**
 * The ports that were asked for, as they are published. A container that has exited publishes none, which only
 * counts (`counts`) for one that must run.
 */
export function portsOf(found: ContainerInspectInfo, asked: Values, counts: boolean): Values {
  const wanted = asked["ports"];
  if (!counts || !Array.isArray(wanted) || wanted.length === 0) {
    return {};
  }
  const published = Object.entries((found.NetworkSettings.Ports as Ports | null) ?? {}).flatMap(
    ([port, bindings]) => {
      const [internal, protocol] = port.split("/") as [string, string];
      return (bindings ?? []).map(({ HostIp, HostPort }) => ({
        internal: Number(internal),
        external: Number(HostPort),
        ip: HostIp,
        protocol,
      }));
    },
  );
  published.sort((a, b) => a.internal - b.internal || a.external - b.external);
  return { ports: published };
}

type Ports = Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[] | null>;
