import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { CertificateAuthority } from "./certificate-authority.ts";
import type { Configuration } from "./configuration.ts";
import { Configurator } from "./configurator.ts";
import { FluentBit } from "./fluent-bit.ts";
import { Graylog } from "./graylog.ts";
import { graylogContent } from "./graylog/content.ts";
import { builtImage, realImages, rehearsalImages } from "./images.ts";
import { Misp } from "./misp.ts";
import { Readiness } from "./readiness.ts";
import { Ticketing } from "./ticketing.ts";
import { planOf } from "./plan.ts";
import { Secrets } from "./secrets.ts";
import { imageReferences, releasesOf } from "./versions.ts";
import { WazuhDashboard } from "./wazuh-dashboard.ts";
import { WazuhIndexer } from "./wazuh-indexer.ts";
import { WazuhManager } from "./wazuh-manager.ts";
import { dockerName, stackLabel, type Site } from "./workload/container.ts";

/** Times of a lab that differ between the real servers, which need minutes to start, and their stand-ins. */
const pace = {
  full: { checkInterval: 10, deadline: 1_200, schedule: 10_000 },
  rehearsal: { checkInterval: 1, deadline: 60, schedule: 2_000 },
};

/** A whole lab: every system, wired by the endpoints that each one gives. */
export class Lab extends pulumi.ComponentResource {
  /** What the stack exports. */
  readonly outputs: Readonly<Record<string, pulumi.Input<unknown>>>;

  constructor(name: string, configuration: Configuration, opts?: pulumi.ComponentResourceOptions) {
    super("wazuh-misp-lab:index:Lab", name, {}, opts);
    const parent = { parent: this };
    const stack = pulumi.getStack();
    const { profile, bindAddress, portBase } = configuration;
    const { checkInterval, deadline, schedule } = pace[profile];
    const plan = planOf(configuration);
    const secrets = new Secrets(configuration.secrets);
    const references = imageReferences(releasesOf(configuration.versions), configuration.images);

    const network = new docker.Network(
      "network",
      { name: dockerName(stack, "network"), labels: [stackLabel(stack)] },
      { ...parent, deleteBeforeReplace: true },
    );
    const { size } = plan;
    const site: Site = { stack, network, profile, size, secrets, bindAddress, portBase, checkInterval };
    const services = builtImage("services", stack, parent);
    const images = profile === "rehearsal" ? rehearsalImages(services) : realImages(references, parent);
    const manager = images.of("wazuh-manager");
    const managerImage = builtImage("wazuh-manager", stack, parent, { MANAGER: manager.image });

    const authority = new CertificateAuthority("authority", parent);
    const misp = new Misp("misp", { site, image: images.of("misp"), authority }, parent);
    const indexer = plan.parts.has("wazuh-indexer")
      ? new WazuhIndexer(
          "wazuh-indexer",
          {
            site,
            image: images.of("wazuh-indexer"),
            authority,
            graylog: plan.graylog === "own" && plan.graylogStore === "wazuh-indexer",
          },
          parent,
        )
      : undefined;
    const wazuh = new WazuhManager(
      "wazuh-manager",
      {
        site,
        image: { ...manager, image: managerImage.name },
        settings: configuration.wazuh,
        authority,
        misp: misp.api,
        indexer: indexer?.api,
      },
      parent,
    );
    const dashboard =
      indexer && plan.parts.has("wazuh-dashboard")
        ? new WazuhDashboard(
            "wazuh-dashboard",
            {
              site,
              image: images.of("wazuh-dashboard"),
              authority,
              indexer: indexer.api,
              manager: wazuh.api,
            },
            parent,
          )
        : undefined;
    const graylog = new Graylog(
      "graylog",
      {
        site,
        images,
        parts: plan.parts,
        indexer: indexer?.api,
        authority: authority.certificate,
      },
      parent,
    );
    const fluentBit = new FluentBit(
      "fluent-bit",
      { site, image: images.of("fluent-bit"), logs: wazuh.logs, output: graylog.rawInput },
      parent,
    );
    const ticketing = new Ticketing("ticket-desk", { site, image: services.name }, parent);
    const configurator = new Configurator(
      "configurator",
      {
        site,
        image: services.name,
        authority: authority.certificate,
        logs: wazuh.logs,
        ticketDesk: ticketing.receiver,
        desired: pulumi
          .all([misp.api.key, graylog.api.password, ticketing.receiver.token])
          .apply(([key, password, token]) => ({
            misp: { url: misp.api.url, key, events: misp.events, deadline },
            graylog: {
              api: graylog.api.url,
              username: graylog.api.username,
              password,
              content: graylogContent({ url: ticketing.receiver.url, token }, schedule),
              deadline,
            },
            fluentBit: { url: fluentBit.url, deadline },
          })),
      },
      parent,
    );
    const containers = {
      configurator: configurator.container,
      "fluent-bit": fluentBit.container,
      ...graylog.containers,
      misp: misp.container,
      "ticket-desk": ticketing.container,
      "wazuh-manager": wazuh.container,
      ...(indexer && { "wazuh-indexer": indexer.container }),
      ...(dashboard && { "wazuh-dashboard": dashboard.container }),
    };
    const readiness = new Readiness("ready", { containers, deadline: deadline + 60 }, parent);

    this.outputs = {
      profile,
      network: network.name,
      urls: { misp: misp.url, graylog: graylog.url, tickets: ticketing.url },
      signIn: {
        misp: misp.administrator,
        graylog: { username: graylog.api.username, password: graylog.api.password },
        tickets: { token: ticketing.receiver.token },
      },
      containers: mapValues(containers, ({ name: container }) => container),
      enrolment: wazuh.enrolment,
      authority: authority.certificate,
      ready: readiness.proof,
    };
    this.registerOutputs({});
  }
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
