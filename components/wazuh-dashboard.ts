import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { CertificateAuthority } from "./certificate-authority.ts";
import type { SystemImage } from "./images.ts";
import { publishedPort } from "./ports.ts";
import { render } from "./template.ts";
import { wazuhName } from "./wazuh/names.ts";
import type { IndexerApi } from "./wazuh-indexer.ts";
import type { WazuhApi } from "./wazuh-manager.ts";
import { placeContainer, type Site } from "./workload/container.ts";
import type { WorkloadFile } from "./workload/workload.ts";

export interface WazuhDashboardArgs {
  readonly site: Site;
  readonly image: SystemImage;
  readonly authority: CertificateAuthority;
  readonly indexer: IndexerApi;
  readonly manager: WazuhApi;
}

const home = "/usr/share/wazuh-dashboard";
const certificates = `${home}/certs`;

/** User and group of the image's process. */
const uid = 1_000;

/** Wazuh's dashboard: the alerts of the indexer, and the manager's API. */
export class WazuhDashboard extends pulumi.ComponentResource {
  /** Address of the web interface for people. */
  readonly url: string;
  /** Address inside the lab, without a slash behind. */
  readonly internalUrl = "https://wazuh.dashboard:5601";
  readonly container: docker.Container;

  constructor(name: string, args: WazuhDashboardArgs, opts?: pulumi.ComponentResourceOptions) {
    super("wazuh-misp-lab:index:WazuhDashboard", name, {}, opts);
    const { site, authority, indexer, manager } = args;
    const hostname = "wazuh.dashboard";
    const port = publishedPort(site.portBase, "wazuh-dashboard");
    const cookiePassword = site.secrets.of("wazuhDashboardCookiePassword", { parent: this });
    const certificate = authority.issue(name, {
      distinguishedName: wazuhName(hostname),
      names: [hostname, "localhost", "127.0.0.1", site.bindAddress],
    });
    this.url = `https://localhost:${port}`;
    this.container = placeContainer(
      site,
      name,
      {
        ...args.image,
        hostname,
        memory: site.size.memory["wazuh-dashboard"],
        environment: {
          DASHBOARD_USERNAME: indexer.dashboard.name,
          DASHBOARD_PASSWORD: indexer.dashboard.password,
          NODE_OPTIONS: `--max-old-space-size=${site.size.dashboardHeap}`,
        },
        files: [
          ownFile(
            "config/opensearch_dashboards.yml",
            pulumi.secret(cookiePassword.apply((text) => renderOpensearchDashboardsYml(indexer, text))),
          ),
          ownFile(
            "data/wazuh/config/wazuh.yml",
            pulumi.secret(manager.password.apply((text) => renderWazuhYml(manager, text))),
          ),
          ownFile("certs/root-ca.pem", authority.certificate),
          ownFile("certs/dashboard.pem", certificate.certificate),
          ownFile("certs/dashboard-key.pem", certificate.privateKey),
        ],
        ports: [{ inside: 5601, outside: port }],
      },
      { parent: this },
    );
    this.registerOutputs({ url: this.url });
  }
}

function ownFile(path: string, content: pulumi.Input<string>): WorkloadFile {
  return { path: `${home}/${path}`, content, mode: "0600", owner: uid, group: uid };
}

/** The dashboard's settings. */
export function renderOpensearchDashboardsYml(
  indexer: Pick<IndexerApi, "url">,
  cookiePassword: string,
): string {
  return render("wazuh-dashboard/config/opensearch_dashboards.yml", {
    certificates,
    indexer: { url: indexer.url },
    cookiePassword,
  });
}

/** Where the dashboard's Wazuh pages find the manager's API. */
export function renderWazuhYml(
  { url, port, username }: Pick<WazuhApi, "url" | "port" | "username">,
  password: string,
): string {
  return render("wazuh-dashboard/data/wazuh/config/wazuh.yml", { api: { url, port, username }, password });
}
