import type Docker from "dockerode";
import { readReadiness, type SystemReadiness } from "../../components/readiness/status.ts";
import type { Recent } from "../../evidence/recent.ts";
import { dockerExec } from "../docker-exec.ts";
import { presentContainers } from "../expected.ts";
import type { LabOutputs } from "../stack.ts";

/** The lab whose portal it is: what it exports, without anything secret. */
export type PortalLab = Pick<
  LabOutputs,
  "profile" | "urls" | "users" | "ports" | "containers" | "secretsHint"
> & { readonly stack: string };

/** What a lab was like at one moment. */
export interface PortalState {
  readonly lab: PortalLab;
  /** When it was read, ISO 8601. */
  readonly readAt: string;
  readonly systems: readonly SystemReadiness[];
  readonly recent: Recent;
}

/** How many of the last alerts are read, and of those that MISP knew; those that are alike are shown as one. */
const alerts = 12;

/** Of what a stack exports, the part that a page may show. */
export function portalLab(
  stack: string,
  { profile, urls, users, ports, containers, secretsHint }: LabOutputs,
): PortalLab {
  return { stack, profile, urls, users, ports, containers, secretsHint };
}

/** Reads what a lab is like now. What cannot be read is said in its place; @throws when Docker does not answer */
export async function readState(docker: Docker, known: PortalLab): Promise<PortalState> {
  // What was made since the stack's outputs were read is the lab's, too.
  const containers = { ...(await presentContainers(docker, known.stack)), ...known.containers };
  const lab = { ...known, containers };
  const [systems, recent] = await Promise.all([
    readReadiness(docker, lab.containers),
    readRecentAlerts(docker, lab),
  ]);
  return { lab, readAt: new Date().toISOString(), systems, recent };
}

async function readRecentAlerts(docker: Docker, { containers }: PortalLab): Promise<Recent> {
  const container = containers["configurator"];
  if (container === undefined || !("wazuh-manager" in containers)) {
    return { alerts: [], troubles: ["This lab has no Wazuh manager, and so no alerts of its own."] };
  }
  try {
    const program = ["node", "/opt/lab/evidence.js", "--recent", alerts.toString()];
    return JSON.parse(await dockerExec(docker, container, program)) as Recent;
  } catch (error) {
    const reason = (error as Error).message.split("\n")[0]!.slice(0, 300);
    return { alerts: [], troubles: [`The last alerts cannot be read: ${reason}`] };
  }
}
