import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { CertificateAuthority } from "../certificate-authority.ts";
import type { Configuration } from "../configuration.ts";
import { Door } from "../door.ts";
import { FluentBit } from "../fluent-bit.ts";
import { Graylog } from "../graylog.ts";
import type { GraylogEndpoint } from "../graylog/endpoint.ts";
import type { ImageSource } from "../images.ts";
import { Misp } from "../misp.ts";
import type { MispEndpoint } from "../misp/endpoint.ts";
import type { Plan } from "../plan.ts";
import type { Part } from "../sizes.ts";
import { Ticketing } from "../ticketing.ts";
import { WazuhDashboard } from "../wazuh-dashboard.ts";
import { WazuhIndexer } from "../wazuh-indexer.ts";
import { WazuhManager } from "../wazuh-manager.ts";
import type { Site } from "../workload/container.ts";
import { Elsewhere } from "./elsewhere.ts";
import type { OwnImages } from "../images.ts";
import type { SharedNetwork, SharedStack } from "./sharing.ts";

export interface SystemsArgs {
  readonly site: Site;
  readonly plan: Plan;
  readonly configuration: Configuration;
  readonly images: ImageSource;
  /** Names of the lab's own images. */
  readonly own: OwnImages;
  readonly authority: CertificateAuthority;
  /** Where the lab offers systems to others; undefined where it offers none. */
  readonly sharedNetwork: SharedNetwork | undefined;
  /** What another lab shares with this one; undefined where there is none. */
  readonly sharedStack: SharedStack | undefined;
}

/** The systems of a lab, wired by the endpoints that each one gives; undefined is what this lab does not run. */
export interface Systems {
  readonly misp: Misp | undefined;
  readonly graylog: Graylog | undefined;
  readonly indexer: WazuhIndexer | undefined;
  readonly manager: WazuhManager | undefined;
  readonly dashboard: WazuhDashboard | undefined;
  readonly fluentBit: FluentBit | undefined;
  readonly ticketing: Ticketing | undefined;
  /** MISP and Graylog wherever they are. */
  readonly endpoints: {
    readonly misp: MispEndpoint | undefined;
    readonly graylog: GraylogEndpoint | undefined;
  };
  /** Every container by its part. */
  readonly containers: Partial<Readonly<Record<Part, docker.Container>>>;
}

/** Makes the systems of a lab: those of its plan. */
export function makeSystems(args: SystemsArgs, opts: pulumi.ComponentResourceOptions): Systems {
  const { site, plan, configuration, images, own, authority, sharedNetwork } = args;
  const { parts } = plan;
  const elsewhere = new Elsewhere(configuration.external, args.sharedStack);
  const shared = (system: "misp" | "graylog") =>
    configuration.share.includes(system) ? sharedNetwork?.placeOf(system) : undefined;
  const mispPlace = shared("misp");
  const graylogPlace = shared("graylog");

  const misp = parts.has("misp")
    ? new Misp(
        "misp",
        {
          site,
          images,
          authority,
          parts,
          settings: configuration.misp,
          shared: mispPlace && { place: mispPlace, labs: Object.keys(configuration.shareWith) },
        },
        opts,
      )
    : undefined;
  const indexer = parts.has("wazuh-indexer")
    ? new WazuhIndexer(
        "wazuh-indexer",
        { site, image: images.of("wazuh-indexer"), authority, graylog: storesGraylog(plan) },
        opts,
      )
    : undefined;
  const mispEndpoint = misp?.endpoint ?? elsewhere.misp(plan.misp);
  const manager = parts.has("wazuh-manager")
    ? makeManager({ ...args, misp: mispEndpoint, indexer }, opts)
    : undefined;
  const dashboard =
    indexer && manager && parts.has("wazuh-dashboard")
      ? new WazuhDashboard(
          "wazuh-dashboard",
          {
            site,
            image: images.of("wazuh-dashboard"),
            authority,
            indexer: indexer.api,
            manager: manager.api,
          },
          opts,
        )
      : undefined;
  const graylog = parts.has("graylog")
    ? new Graylog(
        "graylog",
        {
          site,
          images,
          parts,
          indexer: indexer?.api,
          authority: authority.certificate,
          agentOwners: configuration.agentOwners,
          shared: graylogPlace && { place: graylogPlace, labs: configuration.shareWith },
        },
        opts,
      )
    : undefined;
  const graylogEndpoint = graylog?.endpoint ?? elsewhere.graylog(plan.graylog);
  const fluentBit =
    manager && parts.has("fluent-bit")
      ? new FluentBit(
          "fluent-bit",
          {
            site,
            image: images.of("fluent-bit"),
            settings: configuration.fluentBit,
            logs: manager.logs,
            graylog: graylogEndpoint?.rawInput,
          },
          opts,
        )
      : undefined;
  const ticketing = parts.has("ticket-desk")
    ? new Ticketing(
        "ticket-desk",
        {
          site,
          image: own.services,
          settings: configuration.ticketing,
          graylog: graylog?.url ?? graylogEndpoint?.api.publicUrl ?? "",
        },
        opts,
      )
    : undefined;

  const doorPlan = elsewhere.door(plan);
  const door = doorPlan && new Door("door", { site, image: own.services, ...doorPlan }, opts);

  return {
    misp,
    graylog,
    indexer,
    manager,
    dashboard,
    fluentBit,
    ticketing,
    endpoints: { misp: mispEndpoint, graylog: graylogEndpoint },
    containers: {
      ...misp?.containers,
      ...(indexer && { "wazuh-indexer": indexer.container }),
      ...(manager && { "wazuh-manager": manager.container }),
      ...(dashboard && { "wazuh-dashboard": dashboard.container }),
      ...graylog?.containers,
      ...(fluentBit && { "fluent-bit": fluentBit.container }),
      ...(ticketing && { "ticket-desk": ticketing.container }),
      ...(door && { door: door.container }),
    },
  };
}

const storesGraylog = ({ parts, graylogStore }: Plan): boolean =>
  parts.has("graylog") && graylogStore === "wazuh-indexer";

function makeManager(
  {
    site,
    plan,
    own,
    authority,
    configuration,
    misp,
    indexer,
  }: SystemsArgs & { misp: MispEndpoint | undefined; indexer: WazuhIndexer | undefined },
  opts: pulumi.ComponentResourceOptions,
): WazuhManager {
  return new WazuhManager(
    "wazuh-manager",
    {
      site,
      image: own.manager,
      settings: configuration.wazuh,
      servesAgents: plan.servesAgents,
      names: configuration.agents.flatMap((agent) => (agent.kind === "remote" ? [agent.manager] : [])),
      authority,
      misp,
      indexer: indexer?.api,
    },
    opts,
  );
}
