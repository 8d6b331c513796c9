import { readdirSync } from "node:fs";
import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { CertificateAuthority } from "./certificate-authority.ts";
import type { Configuration } from "./configuration.ts";
import type { SystemImage } from "./images.ts";
import { lookupKeyFolder, lookupKeyPath, type MispEndpoint } from "./misp/endpoint.ts";
import { publishedPort } from "./ports.ts";
import { readTemplate, templatesFolder } from "./template.ts";
import { detectionFiles } from "./wazuh/detection-files.ts";
import { indexerEnvironment, managerCertificateFiles } from "./wazuh/manager-tls.ts";
import { configurationFile, secretFile } from "./wazuh/manager-files.ts";
import { renderOssecConf } from "./wazuh/ossec-conf.ts";
import type { IndexerApi } from "./wazuh-indexer.ts";
import { placeContainer, type Site } from "./workload/container.ts";
import { labVolume } from "./workload/volume.ts";
import type { WorkloadFile } from "./workload/workload.ts";

export interface WazuhManagerArgs {
  readonly site: Site;
  /** The manager's image, with custom-misp in it. */
  readonly image: SystemImage;
  readonly authority: CertificateAuthority;
  readonly settings: Configuration["wazuh"];
  /** Names and addresses that agents outside the lab know it by; its certificate has them. */
  readonly names: readonly string[];
  /** Whether agents enrol with it; without any a rehearsal's manager takes events from its queue alone. */
  readonly servesAgents: boolean;
  /** Where custom-misp asks; undefined where the lab has no MISP. */
  readonly misp: MispEndpoint | undefined;
  /** Where alerts are kept for the dashboard; undefined where the lab has no indexer. */
  readonly indexer: IndexerApi | undefined;
}

/** The manager's logs, for whoever reads alerts from them. */
export interface ManagerLogs {
  readonly volume: pulumi.Output<string>;
}

/** Where agents enrol and send to. */
export interface Enrolment {
  /** Name inside the lab, where the ports are 1514 and 1515. */
  readonly host: string;
  readonly password: pulumi.Output<string>;
  /** Ports on the Docker host, for agents outside the lab; undefined where the manager takes none. */
  readonly published:
    { readonly address: string; readonly agents: number; readonly enrolment: number } | undefined;
  /** Authority of the certificate that the manager shows at enrolment, PEM. */
  readonly authority: pulumi.Output<string>;
}

/** How the manager's API is asked. */
export interface WazuhApi {
  /** Address inside the lab, without a port. */
  readonly url: string;
  readonly port: number;
  readonly username: string;
  readonly password: pulumi.Output<string>;
}

const healthScript = "/opt/lab-health.sh";

/** The daemons without which an alert is lost, those that serve agents, and those that the stand-in does not have. */
const daemons = {
  alerts: ["wazuh-analysisd"],
  // It ends as soon as it is started where there is no integration.
  integrations: ["wazuh-integratord"],
  agents: ["wazuh-remoted", "wazuh-authd", "wazuh-apid"],
  real: ["wazuh-db", "wazuh-modulesd"],
};

/**
 * The Wazuh manager with the lab's rules and custom-misp. Its configuration is copied from `/wazuh-config-mount` and its
 * owners are set by `/entrypoint-scripts` at each start, as the official image does it.
 */
export class WazuhManager extends pulumi.ComponentResource {
  readonly logs: ManagerLogs;
  readonly enrolment: Enrolment;
  readonly api: WazuhApi;
  readonly container: docker.Container;

  constructor(name: string, args: WazuhManagerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("wazuh-misp-lab:index:WazuhManager", name, {}, opts);
    const { site, misp, authority, servesAgents } = args;
    const real = site.profile === "full";
    const hostname = "wazuh.manager";
    const password = site.secrets.of("wazuhManagerEnrolmentPassword", { parent: this });
    const logs = labVolume(site, `${name}-logs`, { parent: this });
    const ports = {
      agents: publishedPort(site.portBase, "wazuh-agents"),
      enrolment: publishedPort(site.portBase, "wazuh-enrolment"),
      api: publishedPort(site.portBase, "wazuh-api"),
    };
    this.logs = { volume: logs.name };
    this.enrolment = {
      host: hostname,
      password,
      published: servesAgents
        ? { address: site.bindAddress, agents: ports.agents, enrolment: ports.enrolment }
        : undefined,
      authority: authority.certificate,
    };
    this.api = {
      url: `https://${hostname}`,
      port: 55_000,
      username: "wazuh-wui",
      password: servesAgents ? site.secrets.of("wazuhApiPassword", { parent: this }) : pulumi.output(""),
    };
    this.container = placeContainer(
      site,
      name,
      {
        ...args.image,
        hostname,
        memory: site.size.memory["wazuh-manager"],
        files: [
          configurationFile("etc/ossec.conf", ossecConf(args)),
          ...detectionFiles().map(({ path, content }) => configurationFile(path, content)),
          secretFile("etc/authd.pass", password),
          ...(misp ? customMispFiles(misp) : []),
          { path: healthScript, content: readTemplate("wazuh-manager/health.sh") },
          {
            path: "/entrypoint-scripts/10-lab.sh",
            content: readTemplate("wazuh-manager/entrypoint-scripts/10-lab.sh"),
            mode: "0755",
          },
          ...(servesAgents
            ? [...agentGroupFiles(), ...managerCertificateFiles(site, authority, hostname, args.names)]
            : []),
        ],
        volumes: [
          { volume: labVolume(site, `${name}-etc`, { parent: this }).name, path: "/var/ossec/etc" },
          { volume: labVolume(site, `${name}-queue`, { parent: this }).name, path: "/var/ossec/queue" },
          { volume: logs.name, path: "/var/ossec/logs" },
          ...(misp?.lookup.kind === "made"
            ? [{ volume: misp.lookup.volume, path: lookupKeyFolder, readOnly: true }]
            : []),
          // How far Filebeat has come: without it a new container would send every alert of the day again.
          ...(real
            ? [
                {
                  volume: labVolume(site, `${name}-filebeat`, { parent: this }).name,
                  path: "/var/lib/filebeat",
                },
              ]
            : []),
        ],
        healthCheck: {
          command: [
            "sh",
            healthScript,
            ...(misp ? ["--integration", "custom-misp"] : []),
            ...daemons.alerts,
            ...(misp ? daemons.integrations : []),
            ...(servesAgents ? daemons.agents : []),
            ...(real ? daemons.real : []),
          ],
          interval: site.checkInterval,
          startPeriod: 60,
        },
        ...(servesAgents && {
          environment: {
            API_USERNAME: this.api.username,
            API_PASSWORD: this.api.password,
            ...(args.indexer && indexerEnvironment(args.indexer)),
          },
          ports: [
            { inside: 1514, outside: ports.agents },
            { inside: 1515, outside: ports.enrolment },
            { inside: this.api.port, outside: ports.api },
          ],
        }),
        ...(real && {
          limits: { memlock: -1, nofile: 655_360 },
          stopTimeout: 60,
        }),
      },
      { parent: this },
    );
    this.registerOutputs({ logs: this.logs });
  }
}

function customMispFiles({ lookup, authority }: MispEndpoint): WorkloadFile[] {
  return [
    ...(lookup.kind === "given" ? [secretFile(givenKey, lookup.key)] : []),
    ...(authority === undefined ? [] : [configurationFile(mispAuthority, authority)]),
  ];
}

/** Where custom-misp finds a key that is given, and MISP's authority: from Wazuh's folder. */
const givenKey = "etc/custom-misp/key";
const mispAuthority = "etc/custom-misp/ca.pem";

/** The groups of agents: each folder of templates/wazuh-manager/etc/shared/ has what its agents get from the manager. */
function agentGroupFiles(): WorkloadFile[] {
  const folder = "wazuh-manager/etc/shared";
  return readdirSync(new URL(`${folder}/`, templatesFolder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name: group }) =>
      configurationFile(`etc/shared/${group}/agent.conf`, readTemplate(`${folder}/${group}/agent.conf`)),
    );
}

function ossecConf({ settings, misp, indexer }: WazuhManagerArgs): pulumi.Output<string> {
  const options = misp && {
    key_file: misp.lookup.kind === "made" ? lookupKeyPath : givenKey,
    ca_file: misp.authority === undefined ? "" : mispAuthority,
  };
  return pulumi
    .output(misp?.api)
    .apply((api) => renderOssecConf({ settings, indexer, misp: api && options && { ...api, ...options } }));
}
