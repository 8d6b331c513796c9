import { readFileSync } from "node:fs";
import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import type { MispEvent } from "../configurator/desired.ts";
import type { CertificateAuthority } from "./certificate-authority.ts";
import type { SystemImage } from "./images.ts";
import { publishedPort } from "./ports.ts";
import { templatesFolder } from "./template.ts";
import { placeContainer, type Site } from "./workload/container.ts";
import { labVolume } from "./workload/volume.ts";

export interface MispArgs {
  readonly site: Site;
  readonly image: SystemImage;
  readonly authority: CertificateAuthority;
}

/** How the lab's other systems ask MISP. */
export interface MispApi {
  /** Address inside the lab, without a slash behind. */
  readonly url: string;
  /** Address that a browser on the Docker host reaches it by: for links. */
  readonly publicUrl: string;
  readonly key: pulumi.Output<string>;
}

/** MISP with its administrator, its key and a certificate of the lab's authority. */
export class Misp extends pulumi.ComponentResource {
  readonly api: MispApi;
  /** Address of the web interface for people. */
  readonly url: string;
  readonly administrator: { readonly email: string; readonly password: pulumi.Output<string> };
  /** The lab's own indicators. */
  readonly events: readonly MispEvent[];
  readonly container: docker.Container;

  constructor(name: string, args: MispArgs, opts?: pulumi.ComponentResourceOptions) {
    super("wazuh-misp-lab:index:Misp", name, {}, opts);
    const { site } = args;
    const hostname = "misp";
    const port = publishedPort(site.portBase, "misp");
    const email = "admin@lab.example";
    const key = site.secrets.of("mispAdminKey", { parent: this });
    const password = site.secrets.of("mispAdminPassword", { parent: this });
    const certificate = args.authority.issue(name, {
      distinguishedName: `CN=${hostname},O=wazuh-misp-lab`,
      names: [hostname, "localhost", "127.0.0.1", site.bindAddress],
    });

    this.url = `https://localhost:${port}`;
    this.api = { url: `https://${hostname}`, publicUrl: this.url, key };
    this.administrator = { email, password };
    this.events = labEvents();
    this.container = placeContainer(
      site,
      name,
      {
        ...args.image,
        hostname,
        memory: site.size.memory.misp,
        environment: {
          BASE_URL: this.url,
          ADMIN_EMAIL: email,
          ADMIN_KEY: key,
          ADMIN_PASSWORD: password,
          DISABLE_PRINTING_PLAINTEXT_CREDENTIALS: "true",
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
        ],
        ports: [{ inside: 443, outside: port }],
      },
      { parent: this },
    );
    this.registerOutputs({ url: this.url });
  }
}

/** The lab's own indicators, from templates/misp/events.yaml. */
function labEvents(): readonly MispEvent[] {
  return parse(readFileSync(new URL("misp/events.yaml", templatesFolder), "utf8")) as readonly MispEvent[];
}
