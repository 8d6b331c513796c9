import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { makeAgents, type LabAgents } from "./agents/lab-agents.ts";
import { CertificateAuthority } from "./certificate-authority.ts";
import type { Configuration } from "./configuration.ts";
import { Configurator } from "./configurator.ts";
import { desiredState } from "./lab/desired-state.ts";
import { portsOf, secretsHint, signInOf, urlsOf, usersOf } from "./lab/outputs.ts";
import { makeImages } from "./lab/lab-images.ts";
import { sharedOf } from "./lab/shared-outputs.ts";
import { isShared, SharedNetwork, SharedStack } from "./lab/sharing.ts";
import { makeSystems, type Systems } from "./lab/systems.ts";
import { labKeyFolder } from "./misp/endpoint.ts";
import { planOf } from "./plan.ts";
import { standInAgent, type OwnImages } from "./images.ts";
import { Readiness } from "./readiness.ts";
import { Secrets } from "./secrets.ts";
import { releasesOf } from "./versions.ts";
import type { Site } from "./workload/container.ts";
import { dockerName, stackLabel } from "./workload/names.ts";

/** Times of a lab that differ between the real servers, which need minutes to start, and their stand-ins. */
const pace = {
  full: { checkInterval: 10, deadline: 1_200, schedule: 10_000 },
  // Stand-ins are ready in seconds; on a machine that starts a class of them, it can take longer.
  rehearsal: { checkInterval: 1, deadline: 180, schedule: 2_000 },
};

/** A whole lab: every system of its plan, the configurator that brings them to their state, and the proof. */
export class Lab extends pulumi.ComponentResource {
  /** What the stack exports. */
  readonly outputs: Readonly<Record<string, pulumi.Input<unknown>>>;

  constructor(name: string, configuration: Configuration, opts?: pulumi.ComponentResourceOptions) {
    super("wazuh-misp-lab:index:Lab", name, {}, opts);
    const parent = { parent: this };
    const { profile } = configuration;
    const plan = planOf(configuration);
    const site = siteOf(configuration, plan.size, parent);
    const sharedStack =
      configuration.shared && new SharedStack(configuration.shared.stack, site.stack, parent);
    const { images, own } = makeImages(configuration, site.stack, plan, sharedStack, parent);
    const authority = new CertificateAuthority("authority", parent);
    const sharedNetwork = configuration.share.length > 0 ? new SharedNetwork(site.stack, parent) : undefined;

    const systems = makeSystems(
      { site, plan, configuration, images, own, authority, sharedNetwork, sharedStack },
      parent,
    );
    const { misp, graylog } = systems.endpoints;
    const agents = agentsOf(configuration, site, { ...systems, own }, parent);
    const configurator = plan.parts.has("configurator")
      ? new Configurator(
          "configurator",
          {
            site,
            image: own.services,
            authorities: [
              authority.certificate,
              ...[misp?.authority, graylog?.authority].filter((one) => one !== undefined),
            ],
            logs: systems.manager?.logs,
            ticketDeskToken: systems.ticketing?.receiver.token,
            lookupKey: misp?.lookup.kind === "made" ? misp.lookup.volume : undefined,
            labKeys: (misp?.management?.shared?.labs ?? []).map(({ lab, volume }) => ({
              volume,
              path: labKeyFolder(lab),
            })),
            desired: desiredState(
              { ...systems, ...systems.endpoints, agents: configuration.agents },
              pace[profile],
            ),
          },
          parent,
        )
      : undefined;
    const containers = {
      ...systems.containers,
      ...(configurator && { configurator: configurator.container }),
    };
    const readiness =
      configurator &&
      new Readiness(
        "ready",
        { containers, deadline: pace[profile].deadline + 60 },
        { ...parent, dependsOn: [...(agents?.endpoints ?? [])] },
      );

    this.outputs = {
      profile,
      size: configuration.size,
      network: site.network.name,
      urls: urlsOf(systems),
      users: usersOf(systems),
      signIn: { ...signInOf(systems), ...agents?.administrators },
      secretsHint,
      ports: portsOf(site, plan),
      containers: { ...mapValues(containers, ({ name: container }) => container), ...agents?.containers },
      ...(systems.manager && { enrolment: systems.manager.enrolment }),
      authority: authority.certificate,
      ...(isShared(configuration) && {
        shared: sharedOf({ network: sharedNetwork, systems, own, configuration }),
      }),
      ...(readiness && { ready: readiness.proof }),
    };
    this.registerOutputs({});
  }
}

/** The lab's agents; undefined where it has no manager that they could enrol with. */
function agentsOf(
  { profile, agents, versions }: Configuration,
  site: Site,
  { manager, own }: Pick<Systems, "manager"> & { readonly own: OwnImages },
  opts: pulumi.ComponentResourceOptions,
): LabAgents | undefined {
  const standIn = profile === "rehearsal" ? standInAgent(own.services) : undefined;
  return (
    manager &&
    makeAgents(
      {
        site,
        agents,
        enrolment: manager.enrolment,
        wazuh: releasesOf(versions).wazuh,
        ...(standIn && { standIn }),
      },
      opts,
    )
  );
}

function siteOf(
  { profile, bindAddress, portBase, secrets }: Configuration,
  size: Site["size"],
  opts: pulumi.CustomResourceOptions,
): Site {
  const stack = pulumi.getStack();
  const network = new docker.Network(
    "network",
    { name: dockerName(stack, "network"), labels: [stackLabel(stack)] },
    { ...opts, deleteBeforeReplace: true },
  );
  const { checkInterval } = pace[profile];
  return {
    stack,
    network,
    profile,
    size,
    secrets: new Secrets(secrets),
    bindAddress,
    portBase,
    checkInterval,
  };
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
