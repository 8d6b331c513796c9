import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { MispApi } from "./misp.ts";
import { integrationGroups, raisedSysmonEvents } from "./telemetry.ts";
import { readTemplate, render } from "./template.ts";
import { placeContainer, type Site } from "./workload/container.ts";
import { labVolume } from "./workload/volume.ts";
import type { SystemImage } from "./images.ts";

export interface WazuhManagerArgs {
  readonly site: Site;
  /** The manager's image, with custom-misp in it. */
  readonly image: SystemImage;
  /** Where custom-misp asks. */
  readonly misp: MispApi;
  /** The lab's certificate authority, PEM. */
  readonly authority: pulumi.Input<string>;
}

/** The manager's logs, for whoever reads alerts from them. */
export interface ManagerLogs {
  readonly volume: pulumi.Output<string>;
}

/** Where agents enrol and send to. */
export interface Enrolment {
  readonly host: string;
  readonly password: pulumi.Output<string>;
}

/** Numeric ids of Wazuh's user and group in its official image. */
const wazuhUid = 999;

const healthScript = "/opt/lab-health.sh";

/** The daemons without which an alert is lost; the stand-in has those of the way that it rehearses. */
const daemons = {
  full: [
    "wazuh-analysisd",
    "wazuh-integratord",
    "wazuh-remoted",
    "wazuh-authd",
    "wazuh-db",
    "wazuh-syscheckd",
  ],
  rehearsal: ["wazuh-analysisd", "wazuh-integratord"],
};

/**
 * The Wazuh manager with the lab's rules and custom-misp. Its configuration is copied from `/wazuh-config-mount` and its
 * owners are set by `/entrypoint-scripts` at each start, as the official image does it.
 */
export class WazuhManager extends pulumi.ComponentResource {
  readonly logs: ManagerLogs;
  readonly enrolment: Enrolment;
  readonly container: docker.Container;

  constructor(name: string, args: WazuhManagerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("wazuh-misp-lab:index:WazuhManager", name, {}, opts);
    const { site, misp } = args;
    const hostname = "wazuh.manager";
    const password = site.secrets.of("wazuhManagerEnrolmentPassword", { parent: this });
    const logs = labVolume(site, `${name}-logs`, { parent: this });

    this.container = placeContainer(
      site,
      name,
      {
        ...args.image,
        hostname,
        memory: site.size.memory["wazuh-manager"],
        files: [
          configurationFile("etc/ossec.conf", renderOssecConf(misp)),
          configurationFile("etc/rules/lab_sysmon.xml", renderSysmonRules()),
          configurationFile("etc/rules/misp.xml", render("wazuh-manager/etc/rules/misp.xml", {})),
          secretFile("etc/authd.pass", password),
          secretFile("etc/custom-misp/key", misp.key),
          configurationFile("etc/custom-misp/ca.pem", args.authority),
          {
            path: healthScript,
            content: readTemplate("wazuh-manager/health.sh"),
          },
          {
            path: "/entrypoint-scripts/10-lab.sh",
            content: readTemplate("wazuh-manager/entrypoint-scripts/10-lab.sh"),
            mode: "0755",
          },
        ],
        volumes: [
          { volume: labVolume(site, `${name}-etc`, { parent: this }).name, path: "/var/ossec/etc" },
          { volume: labVolume(site, `${name}-queue`, { parent: this }).name, path: "/var/ossec/queue" },
          { volume: logs.name, path: "/var/ossec/logs" },
        ],
        healthCheck: {
          command: ["sh", healthScript, ...daemons[site.profile]],
          interval: site.checkInterval,
          startPeriod: 60,
        },
      },
      { parent: this },
    );
    this.logs = { volume: logs.name };
    this.enrolment = { host: hostname, password };
    this.registerOutputs({ logs: this.logs });
  }
}

function configurationFile(path: string, content: pulumi.Input<string>) {
  return { path: `/wazuh-config-mount/${path}`, content, mode: "0640" as const, group: wazuhUid };
}

function secretFile(path: string, content: pulumi.Input<string>) {
  return configurationFile(path, pulumi.secret(content));
}

/** The manager's configuration; the group list and the rules come from one table. */
export function renderOssecConf(misp: Pick<MispApi, "url" | "publicUrl">): string {
  const options = {
    key_file: "etc/custom-misp/key",
    ca_file: "etc/custom-misp/ca.pem",
    link_url: misp.publicUrl,
  };
  return render("wazuh-manager/etc/ossec.conf", {
    misp,
    integrationGroups: integrationGroups.join(","),
    customMispOptions: JSON.stringify(options),
  });
}

/** The rules that make alerts of Sysmon's events. */
export function renderSysmonRules(): string {
  return render("wazuh-manager/etc/rules/lab_sysmon.xml", {
    telemetry: raisedSysmonEvents.map(({ parents, ...event }) => ({ ...event, parents: parents.join(", ") })),
  });
}
