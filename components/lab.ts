import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { makeAgents, type LabAgents } from "./agents/lab-agents.ts";
import { CertificateAuthority } from "./certificate-authority.ts";
import type { Configuration } from "./configuration.ts";
import { Configurator } from "./configurator.ts";
import { builtImage, realImages, rehearsalImages } from "./images.ts";
import { desiredState } from "./lab/desired-state.ts";
import { portsOf, secretsHint, sharedOf, signInOf, urlsOf, usersOf } from "./lab/outputs.ts";
import { SharedNetwork } from "./lab/sharing.ts";
import { makeSystems, type Systems } from "./lab/systems.ts";
import { planOf } from "./plan.ts";
import { Readiness } from "./readiness.ts";
import { Secrets } from "./secrets.ts";
import { imageReferences, releasesOf } from "./versions.ts";
import type { Site } from "./workload/container.ts";
import { dockerName, stackLabel } from "./workload/names.ts";

/** Times of a lab that differ between the real servers, which need minutes to start, and their stand-ins. */
const pace = {
  full: { checkInterval: 10, deadline: 1_200, schedule: 10_000 },
  rehearsal: { checkInterval: 1, deadline: 60, schedule: 2_000 },
};

/** A whole lab: every system of its plan, the configurator that brings them to their state, and the proof. */
export class Lab extends pulumi.ComponentResource {
  /** What the stack exports. */
  readonly outputs: Readonly<Record<string, pulumi.Input<unknown>>>;

  constructor(name: string, configuration: Configuration, opts?: pulumi.ComponentResourceOptions) {
    super("wazuh-misp-lab:index:Lab", name, {}, opts);
    const parent = { parent: this };
    const { profile, share } = configuration;
    const plan = planOf(configuration);
    const site = siteOf(configuration, plan.size, parent);
    const services = builtImage("services", site.stack, parent);
    const references = imageReferences(releasesOf(configuration.versions), configuration.images);
    const images = profile === "rehearsal" ? rehearsalImages(services) : realImages(references, parent);
    const authority = new CertificateAuthority("authority", parent);
    const sharedNetwork = share.length > 0 ? new SharedNetwork(site.stack, parent) : undefined;

    const systems = makeSystems(
      { site, plan, configuration, images, services, authority, sharedNetwork },
      parent,
    );
    const { misp, graylog } = systems.endpoints;
    const agents = agentsOf(configuration, site, systems, parent);
    const configurator = new Configurator(
      "configurator",
      {
        site,
        image: services.name,
        authorities: [
          authority.certificate,
          ...[misp?.authority, graylog?.authority].filter((one) => one !== undefined),
        ],
        logs: systems.manager?.logs,
        ticketDeskToken: systems.ticketing?.receiver.token,
        lookupKey: misp?.lookup.kind === "made" ? misp.lookup.volume : undefined,
        // Both come from the same other lab, where both do.
        networks: misp?.networks.length ? misp.networks : (graylog?.networks ?? []),
        desired: desiredState(
          { ...systems, ...systems.endpoints, agents: configuration.agents },
          pace[profile],
        ),
      },
      parent,
    );
    const containers = { ...systems.containers, configurator: configurator.container };
    const readiness = new Readiness(
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
      ...(sharedNetwork && {
        shared: sharedOf(sharedNetwork, systems, share, authority.certificate),
      }),
      ready: readiness.proof,
    };
    this.registerOutputs({});
  }
}

/** The lab's agents; undefined where it has no manager that they could enrol with. */
function agentsOf(
  { profile, agents, versions }: Configuration,
  site: Site,
  { manager }: Pick<Systems, "manager">,
  opts: pulumi.ComponentResourceOptions,
): LabAgents | undefined {
  return profile === "full" && manager
    ? makeAgents({ site, agents, enrolment: manager.enrolment, wazuh: releasesOf(versions).wazuh }, opts)
    : undefined;
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
