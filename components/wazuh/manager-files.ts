import * as pulumi from "@pulumi/pulumi";
import type { WorkloadFile } from "../workload/workload.ts";

/** Numeric id of Wazuh's user and group in its official image. */
export const wazuhUid = 999;

/** A file that the image copies into `/var/ossec` at each start. */
export function configurationFile(path: string, content: pulumi.Input<string>): WorkloadFile {
  return { path: `/wazuh-config-mount/${path}`, content, mode: "0640", group: wazuhUid };
}

/** The same for a secret. */
export function secretFile(path: string, content: pulumi.Input<string>): WorkloadFile {
  return configurationFile(path, pulumi.secret(content));
}
