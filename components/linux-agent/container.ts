import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { LinuxContainerConfiguration } from "../agents/configuration.ts";
import { renderPacketbeat, sysmonConfiguration } from "../agents/endpoint-files.ts";
import { linuxEnrolmentFiles, renderAgentConf, type AgentEnrolment } from "../agents/enrolment.ts";
import { agentMemory } from "../agents/memory.ts";
import type { SystemImage } from "../images.ts";
import { readTemplate } from "../template.ts";
import { placeContainer, type Site } from "../workload/container.ts";
import { labVolume } from "../workload/volume.ts";
import type { WorkloadFile } from "../workload/workload.ts";

const healthScript = "/opt/lab/health.sh";

/** Places a container with an agent. Its key is in a volume: another container of the same name is the same agent. */
export function placeAgent(
  name: string,
  agent: LinuxContainerConfiguration,
  { site, image, enrolment }: { site: Site; image: SystemImage; enrolment: AgentEnrolment },
  opts: pulumi.CustomResourceOptions,
): docker.Container {
  return placeContainer(
    site,
    name,
    {
      ...image,
      hostname: agent.name,
      memory: agentMemory(agent, site.profile),
      files: [
        {
          path: "/etc/lab/ossec.conf",
          content: renderAgentConf(agent, "syslog", enrolment, linuxEnrolmentFiles),
        },
        {
          path: "/etc/lab/authd.pass",
          content: pulumi.secret(pulumi.interpolate`${enrolment.password}\n`),
          mode: "0600",
        },
        { path: "/etc/lab/authority.pem", content: enrolment.authority },
        // The agent's own image brings its health check; the stand-in's does not, and has no sensors.
        ...(site.profile === "rehearsal"
          ? [{ path: healthScript, content: readTemplate("linux-agent/health.sh") }]
          : sensorFiles(agent)),
      ],
      volumes: [{ volume: labVolume(site, `${name}-etc`, opts).name, path: "/var/ossec/etc" }],
      healthCheck: { command: ["sh", healthScript], interval: site.checkInterval, startPeriod: 60 },
      // The agent tells its manager that it goes.
      stopTimeout: 30,
      // Packetbeat listens to what the container sends and gets.
      ...(agent.packetbeat && { capabilities: ["NET_ADMIN", "NET_RAW"] }),
      // Its programs in the kernel keep their maps in locked memory.
      ...(agent.sysmon && { watchesHost: true, limits: { memlock: -1 } }),
    },
    opts,
  );
}

/** Configuration of the sensors; one without its file does not run. */
function sensorFiles({ os, packetbeat, sysmon }: LinuxContainerConfiguration): WorkloadFile[] {
  return [
    ...(packetbeat
      ? [
          {
            path: "/etc/packetbeat/packetbeat.yml",
            content: renderPacketbeat({ os, sysmon }),
            mode: "0600" as const,
          },
        ]
      : []),
    ...(sysmon ? [{ path: "/etc/lab/sysmon.xml", content: sysmonConfiguration("linux") }] : []),
  ];
}
