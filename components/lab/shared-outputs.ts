import * as pulumi from "@pulumi/pulumi";
import type { Configuration } from "../configuration.ts";
import { labStream } from "../graylog/labs.ts";
import type { OwnImages } from "../images.ts";
import { withoutUndefined } from "./outputs.ts";
import {
  rawPort,
  type SharedGraylog,
  type SharedMisp,
  type SharedNetwork,
  type SharedOutputs,
} from "./sharing.ts";
import type { Systems } from "./systems.ts";

export interface SharedOutputsArgs {
  readonly network: SharedNetwork | undefined;
  readonly systems: Systems;
  readonly own: OwnImages;
  readonly configuration: Pick<Configuration, "share" | "shareWith">;
}

/** What other labs need to use this one's systems. */
export function sharedOf({
  network,
  systems,
  own,
  configuration,
}: SharedOutputsArgs): pulumi.Output<SharedOutputs> {
  const labs = Object.keys(configuration.shareWith).map(
    (lab) =>
      [
        lab,
        pulumi.output(
          withoutUndefined({
            misp: network && mispOf(network, systems, lab),
            graylog: network && graylogOf(network, systems, lab),
          }),
        ),
      ] as const,
  );
  return pulumi.output({
    ...(network && { network: network.name }),
    images: { services: own.services, "wazuh-manager": own.manager.image },
    labs: Object.fromEntries(labs),
  });
}

function mispOf(
  network: SharedNetwork,
  { misp }: Systems,
  lab: string,
): pulumi.Output<SharedMisp> | undefined {
  const labs = misp?.endpoint.management?.shared?.labs;
  const keyVolume = labs?.find((one) => one.lab === lab)?.volume;
  if (!misp || keyVolume === undefined) {
    return undefined;
  }
  const { name, origin } = network.placeOf("misp");
  return pulumi.output({
    offers: [{ port: 443, origin: { host: origin, port: 443 } }],
    url: `https://${name}`,
    publicUrl: misp.url,
    authority: misp.endpoint.authority ?? "",
    keyVolume,
  });
}

function graylogOf(
  network: SharedNetwork,
  { graylog }: Systems,
  lab: string,
): pulumi.Output<SharedGraylog> | undefined {
  const own = graylog?.endpoint.labs?.find((one) => one.lab === lab);
  if (!graylog || !own) {
    return undefined;
  }
  const { name, origin: host } = network.placeOf("graylog");
  return pulumi.output({
    offers: [
      { port: 9_000, origin: { host, port: 9_000 } },
      { port: rawPort, origin: { host, port: own.port } },
    ],
    url: `http://${name}:9000/api`,
    publicUrl: graylog.url,
    username: lab,
    password: own.password,
    stream: labStream(lab),
  });
}
