import type { Invokable } from "../../provider/resource.ts";
import type { Values } from "../../provider/values.ts";
import { daemonError } from "../daemon-error.ts";
import type { Docker } from "../docker.ts";
import type { Inspected } from "../network.ts";
import { outputsOf } from "../network.ts";
import { output, required, text, textMap } from "../properties.ts";

/** Reads a network by its name. https://www.pulumi.com/registry/packages/docker/api-docs/getnetwork */
export const getNetwork: Invokable<Docker> = {
  description: "Reads a Docker network.",
  shape: {
    name: required(text),
    id: output("string"),
    driver: output("string"),
    internal: output("boolean"),
    scope: output("string"),
    options: output({ map: "string" }),
    ipamConfigs: output({
      list: { object: { subnet: text, ipRange: text, gateway: text, auxAddress: textMap } },
    }),
    containers: output({
      list: {
        object: {
          containerId: text,
          name: text,
          endpointId: text,
          macAddress: text,
          ipv4Address: text,
          ipv6Address: text,
        },
      },
    }),
  },

  async call({ daemon }, { name }) {
    const client = await daemon.client();
    try {
      const found = (await client.getNetwork(name as string).inspect()) as Inspected & {
        Containers?: Endpoints;
      };
      const { id, driver, internal, scope, options, ipamConfigs } = outputsOf(found.Id, found);
      return {
        name: found.Name,
        id: id!,
        driver: driver!,
        internal: internal!,
        scope: scope!,
        options: options!,
        ipamConfigs: ipamConfigs!,
        containers: containersOf(found.Containers ?? {}),
      };
    } catch (error) {
      throw daemonError("Could not find docker network", error);
    }
  },
};

type Endpoints = Record<
  string,
  {
    readonly Name: string;
    readonly EndpointID: string;
    readonly MacAddress: string;
    readonly IPv4Address: string;
    readonly IPv6Address: string;
  }
>;

function containersOf(endpoints: Endpoints): Values[] {
  return Object.entries(endpoints)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([containerId, endpoint]) => ({
      containerId,
      name: endpoint.Name,
      endpointId: endpoint.EndpointID,
      macAddress: endpoint.MacAddress,
      ipv4Address: endpoint.IPv4Address,
      ipv6Address: endpoint.IPv6Address,
    }));
}
