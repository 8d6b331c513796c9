import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { AdapterSettings, DeskSettings } from "../ticket-desk/settings.ts";
import type { TicketingConfiguration } from "./configuration/ticketing.ts";
import { publishedPort } from "./ports.ts";
import { placeContainer, type Site } from "./workload/container.ts";
import { labVolume } from "./workload/volume.ts";

export interface TicketingArgs {
  readonly site: Site;
  /** The lab's own image. */
  readonly image: pulumi.Input<string>;
  /** Where it tells of its tickets. */
  readonly settings: TicketingConfiguration;
  /** Address of Graylog's web pages, for links. */
  readonly graylog: pulumi.Input<string>;
}

/** The ticket desk: takes Graylog's notifications and opens tickets. */
export class Ticketing extends pulumi.ComponentResource {
  /** Where notifications go, with what the sender has to show. */
  readonly receiver: { readonly url: string; readonly token: pulumi.Output<string> };
  /** Seconds in which the same indicator on the same agent is told of once. */
  readonly gracePeriod: number;
  /** Address of its list of tickets on the Docker host. */
  readonly url: string;
  readonly container: docker.Container;

  constructor(name: string, args: TicketingArgs, opts?: pulumi.ComponentResourceOptions) {
    super("wazuh-misp-lab:index:Ticketing", name, {}, opts);
    const { site, settings } = args;
    const authority = "authority" in settings ? settings.authority : undefined;
    const hostname = "ticket-desk";
    const port = publishedPort(site.portBase, "tickets");
    const token = site.secrets.of("ticketDeskToken", { parent: this });
    this.receiver = { url: `http://${hostname}:8080/notifications`, token };
    this.gracePeriod = settings.gracePeriod;
    this.url = `http://localhost:${port}/tickets`;
    this.container = placeContainer(
      site,
      name,
      {
        image: args.image,
        arguments: ["/opt/lab/ticket-desk.js"],
        hostname,
        memory: site.size.memory["ticket-desk"],
        ...(authority !== undefined && { environment: { NODE_EXTRA_CA_CERTS: authorityFile } }),
        files: [
          { path: "/etc/lab/ticket-desk-token", content: token, mode: "0600" },
          {
            path: "/etc/lab/ticket-desk.json",
            // It has the token of the ticket system in it.
            content: pulumi.secret(
              pulumi
                .output(args.graylog)
                .apply((graylog) => JSON.stringify(deskSettings(site.stack, graylog, settings))),
            ),
            mode: "0600",
          },
          ...(authority === undefined ? [] : [{ path: authorityFile, content: authority }]),
        ],
        volumes: [
          { volume: labVolume(site, `${name}-data`, { parent: this }).name, path: "/var/lib/ticket-desk" },
        ],
        ports: [{ inside: 8080, outside: port }],
      },
      { parent: this },
    );
    this.registerOutputs({ url: this.url });
  }
}

const authorityFile = "/etc/lab/ticketing-ca.pem";

function deskSettings(lab: string, graylog: string, settings: TicketingConfiguration): DeskSettings {
  return { lab, graylog, gracePeriod: settings.gracePeriod, adapter: adapterSettings(settings) };
}

/** What the adapter needs of the settings; the others are Graylog's and the container's. */
function adapterSettings(settings: TicketingConfiguration): AdapterSettings {
  if (settings.adapter === "webhook") {
    const { adapter, url, token } = settings;
    return { adapter, url, ...(token !== undefined && { token }) };
  }
  return settings;
}
