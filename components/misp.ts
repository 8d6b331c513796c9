import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { CertificateAuthority } from "./certificate-authority.ts";
import type { Configuration } from "./configuration.ts";
import type { ImageSource } from "./images.ts";
import { MispCache } from "./misp/cache.ts";
import { MispDatabase } from "./misp/database.ts";
import { lookupComment, type MispEndpoint } from "./misp/endpoint.ts";
import { feeds } from "./misp/feeds.ts";
import { labEvents, readIndicators } from "./misp/indicators.ts";
import { MispModules } from "./misp/modules.ts";
import { serverEnvironment, serverFolders } from "./misp/real-server.ts";
import type { Plan } from "./plan.ts";
import { publishedPort } from "./ports.ts";
import type { SharedPlace } from "./lab/sharing.ts";
import type { Part } from "./sizes.ts";
import { placeContainer, type Site } from "./workload/container.ts";
import { labVolume } from "./workload/volume.ts";

export interface MispArgs {
  readonly site: Site;
  readonly images: ImageSource;
  readonly authority: CertificateAuthority;
  /** Whether it has a database, a cache and modules beside it. */
  readonly parts: Plan["parts"];
  readonly settings: Configuration["misp"];
  /** Where other labs find it, and which; undefined where it is not shared. */
  readonly shared: { readonly place: SharedPlace; readonly labs: readonly string[] } | undefined;
}

/** MISP with its database, cache and modules, its administrator, and a certificate of the lab's authority. */
export class Misp extends pulumi.ComponentResource {
  readonly endpoint: MispEndpoint;
  /** Address of the web interface for people. */
  readonly url: string;
  readonly administrator: {
    readonly email: string;
    readonly password: pulumi.Output<string>;
    /** Key for the API. */
    readonly key: pulumi.Output<string>;
  };
  readonly containers: Partial<Readonly<Record<Part, docker.Container>>>;

  constructor(name: string, args: MispArgs, opts?: pulumi.ComponentResourceOptions) {
    super("wazuh-misp-lab:index:Misp", name, {}, opts);
    const { site, images, parts, settings } = args;
    const hostname = "misp";
    const port = publishedPort(site.portBase, "misp");
    const key = site.secrets.of("mispAdminKey", { parent: this });
    const password = site.secrets.of("mispAdminPassword", { parent: this });
    const certificate = args.authority.issue(name, {
      distinguishedName: `CN=${hostname},O=wazuh-misp-lab`,
      names: [
        hostname,
        "localhost",
        "127.0.0.1",
        site.bindAddress,
        ...(args.shared ? [args.shared.place.name] : []),
      ],
    });

    this.url = `https://localhost:${port}`;
    this.administrator = { email: settings.email, password, key };
    this.endpoint = {
      api: { url: `https://${hostname}`, publicUrl: this.url },
      authority: args.authority.certificate,
      lookup: { kind: "made", volume: labVolume(site, `${name}-lookup-key`, { parent: this }).name },
      management: {
        administratorKey: key,
        events: [...labEvents(), ...settings.indicators.flatMap(readIndicators)],
        feeds: settings.feeds.map((feed) => feeds[feed]),
        comment: lookupComment,
        ...(args.shared && {
          shared: {
            labs: args.shared.labs.map((lab) => ({
              lab,
              volume: labVolume(site, `${name}-key-${lab}`, { parent: this }).name,
            })),
          },
        }),
      },
    };

    const real = parts.has("misp-database");
    const beside = real ? this.#beside(name, args) : undefined;
    const container = placeContainer(
      site,
      name,
      {
        ...images.of("misp"),
        hostname,
        ...(args.shared && { networks: [args.shared.place.joined] }),
        memory: site.size.memory.misp,
        environment: {
          BASE_URL: this.url,
          ADMIN_EMAIL: settings.email,
          ADMIN_ORG: settings.organisation,
          ADMIN_KEY: key,
          ADMIN_PASSWORD: password,
          DISABLE_PRINTING_PLAINTEXT_CREDENTIALS: "true",
          ...(beside && {
            ...serverEnvironment(site, { parent: this }),
            ...beside.database.environment,
            ...beside.cache.environment,
          }),
        },
        files: [
          { path: "/etc/nginx/certs/cert.pem", content: certificate.certificate },
          { path: "/etc/nginx/certs/key.pem", content: certificate.privateKey, mode: "0600" },
        ],
        volumes: [
          {
            volume: labVolume(site, `${name}-files`, { parent: this }).name,
            path: "/var/www/MISP/app/files",
          },
          ...(real
            ? Object.entries(serverFolders).map(([folder, path]) => ({
                volume: labVolume(site, `${name}-${folder}`, { parent: this }).name,
                path,
              }))
            : []),
        ],
        ports: [{ inside: 443, outside: port }],
        ...(real && { stopTimeout: 30 }),
      },
      { parent: this },
    );
    this.containers = { misp: container, ...beside?.containers };
    this.registerOutputs({ url: this.url });
  }

  #beside(name: string, { site, images, parts }: MispArgs) {
    const opts = { parent: this };
    const database = new MispDatabase(`${name}-database`, { site, image: images.of("misp-database") }, opts);
    const cache = new MispCache(`${name}-cache`, { site, image: images.of("misp-cache") }, opts);
    const modules = parts.has("misp-modules")
      ? new MispModules(`${name}-modules`, { site, image: images.of("misp-modules") }, opts)
      : undefined;
    const containers = {
      "misp-database": database.container,
      "misp-cache": cache.container,
      ...(modules && { "misp-modules": modules.container }),
    };
    return { database, cache, containers };
  }
}
